/** One pass as it stands: the live card of the channel, and the answer to "status". [pure] */
import { looksOnly } from '../../engine/policy.ts';
import type { RunState } from '../../engine/run-state.ts';
import type { PassView, Progress } from '../views.ts';
import type { Button, Card, ChartPoint, Part, Tone } from './card.ts';
import { bytes, count, duration, many, rate, shortWhen, when, whenItBegins } from './format.ts';
import { settingsFact } from './settings.ts';

export const passCard = (pass: PassView, timeZone: string): Card => ({
  title: titleOf(pass, timeZone),
  subtitle: `${pass.projectName} · asked by ${pass.requestedBy.name}`,
  tone: toneOf(pass),
  parts: [
    ...progressParts(pass),
    { kind: 'facts', facts: factsOf(pass, timeZone) },
    ...waiting(pass.progress),
    ...longestOf(pass),
    chartOf(pass),
    { kind: 'buttons', buttons: buttonsOf(pass) },
  ],
});

const doing: Record<PassView['kind'], string> = {
  verify: 'Verification',
  assess: 'Assessment',
  trial: 'Trial',
  prestage: 'Prestage pass',
  full: 'Full pass',
  retry: 'Retry pass',
};

export const passName = (pass: PassView): string => `${doing[pass.kind]} ${pass.id}`;

const titleOf = (pass: PassView, timeZone: string): string => {
  const name = passName(pass);
  switch (pass.state) {
    case 'asked':
      return `${name} waits for approval`;
    case 'rejected':
      return `${name} was rejected`;
    case 'expired':
      return `${name} expired without a decision`;
    case 'waiting':
      return pass.beginsAt === undefined
        ? `${name} waits for its hours`
        : `${name} begins ${whenItBegins(pass.beginsAt, timeZone)}`;
    case 'running':
      return `${name} is running`;
    case 'paused':
      return `${name} is paused`;
    case 'stopped':
      return pass.finishedAt ? `${name} was stopped` : `${name} is stopping`;
    case 'finished':
      return troubleIn(pass.progress) ? `${name} finished, with something to look at` : `${name} finished`;
  }
};

export const toneOf = (pass: PassView): Tone => {
  if (pass.state === 'finished') return troubleIn(pass.progress) ? 'warning' : 'good';
  return (
    {
      asked: 'warning',
      rejected: 'bad',
      expired: 'neutral',
      waiting: 'accent',
      running: 'accent',
      paused: 'warning',
      stopped: 'warning',
    } as const
  )[pass.state];
};

export const troubleIn = ({ runs, items }: Progress): boolean =>
  items.failed > 0 || runs.failed > 0 || runs['completed with errors'] > 0;

/** A stopped one is over, and not done. */
const over = ({ runs }: Progress): number => runs.completed + runs['completed with errors'] + runs.failed;

const itemsDone = ({ items }: Progress): number =>
  items.copied + items.updated + items.unchanged + items.skipped + items.failed;

/** Does it fill the ledger? What only looks, and a trial in a folder of its own, do not. */
const moves = ({ kind, plan: { options } }: PassView): boolean =>
  !looksOnly(kind) && options.into === undefined && options.removes === undefined;

const progressParts = (pass: PassView): Part[] => {
  const { progress, state } = pass;
  const mailboxes: Part = {
    kind: 'progress',
    label: `${count(over(progress))} of ${many(progress.mailboxes, 'mailbox')}`,
    value: over(progress),
    max: progress.mailboxes,
    tone: progress.runs.failed > 0 ? 'warning' : 'good',
  };
  if (!moves(pass)) return [mailboxes];
  // The plan's count is from the verification; mail that arrived since may make it more.
  const done = itemsDone(progress);
  const planned = state === 'finished' ? done : Math.max(done, progress.items.planned);
  if (planned === 0) return [mailboxes];
  return [
    {
      kind: 'progress',
      label: `${count(done)} of ${many(planned, 'item')}`,
      value: done,
      max: planned,
      tone: 'accent',
    },
    mailboxes,
  ];
};

const factsOf = (pass: PassView, timeZone: string): { label: string; value: string }[] => {
  const { state, progress } = pass;
  const { items } = progress;
  const moving = moves(pass);
  const { window } = pass.plan.options;
  return [
    ...(moving
      ? [
          {
            label: 'Copied',
            value:
              items.updated > 0
                ? `${count(items.copied)}, and ${count(items.updated)} updated`
                : count(items.copied),
          },
          ...(items.unchanged > 0 ? [{ label: 'Unchanged', value: count(items.unchanged) }] : []),
          { label: 'Skipped', value: count(items.skipped) },
          { label: 'Failed', value: count(items.failed) },
          ...(items.deleted > 0 ? [{ label: 'Deleted as well', value: count(items.deleted) }] : []),
          ...addressFacts(pass),
          ...settingsFact(progress.settings),
          ...(items.filtered > 0 ? [{ label: 'Left out by filters', value: count(items.filtered) }] : []),
          {
            label: 'Data',
            value:
              state === 'running'
                ? `${bytes(progress.bytes.moved)} (planned ${bytes(progress.bytes.planned)})`
                : bytes(progress.bytes.moved),
          },
        ]
      : []),
    ...(window === undefined || pass.finishedAt
      ? []
      : [{ label: 'Only', value: `${window.from} to ${window.to} (${timeZone})` }]),
    ...(state === 'running' && moving
      ? [{ label: 'Rate', value: `${rate(progress.itemsPerSecond)}, ${bytes(progress.bytesPerSecond)}/s` }]
      : []),
    ...(state === 'running'
      ? [
          {
            label: 'Time left',
            value: progress.etaSeconds === null ? 'not known yet' : `about ${duration(progress.etaSeconds)}`,
          },
          ...(progress.boundBy === null ? [] : [{ label: 'Bound by', value: progress.boundBy }]),
        ]
      : []),
    ...(progress.startedAt === null
      ? []
      : [
          { label: 'Started', value: when(progress.startedAt, timeZone) },
          { label: state === 'running' ? 'Running for' : 'Took', value: duration(progress.elapsedSeconds) },
        ]),
  ];
};

/** Inside of the items, where anybody was mapped. */
export const addressFacts = ({ progress: { items } }: PassView): { label: string; value: string }[] => {
  const { addressesMapped: mapped, addressesKept: kept } = items;
  if (mapped + kept === 0) return [];
  const why =
    kept === 0 ? '' : `; ${many(kept, 'item')} kept ${kept === 1 ? 'its' : 'their'} own, see the errors`;
  return [{ label: 'Addresses', value: `mapped in ${many(mapped, 'item')}${why}` }];
};

const waiting = ({ waitsFor }: Progress): Part[] =>
  waitsFor === null ? [] : [{ kind: 'notice', tone: 'accent', text: waitsFor }];

/** One mailbox says nothing that the pass does not. */
const longestOf = ({ progress: { running } }: PassView): Part[] =>
  running.length < 2
    ? []
    : [
        {
          kind: 'table',
          columns: ['Done last', 'Items', 'Time left'],
          rows: running
            .slice(0, 5)
            .map(({ source, done, planned, seconds }) => [
              source,
              `${count(done)} of ${count(planned)}`,
              `about ${duration(Math.ceil(seconds))}`,
            ]),
          more: Math.max(0, running.length - 5),
        },
      ];

const stateTones: Record<RunState, Tone> = {
  waiting: 'neutral',
  queued: 'neutral',
  running: 'accent',
  paused: 'warning',
  completed: 'good',
  'completed with errors': 'warning',
  failed: 'bad',
  stopped: 'neutral',
};

const chartOf = ({ progress }: PassView): Part => ({
  kind: 'chart',
  shape: 'donut',
  title: 'Mailboxes by state',
  points: (Object.entries(progress.runs) as [RunState, number][])
    .filter(([, value]) => value > 0)
    .map(([label, value]): ChartPoint => ({ label, value, tone: stateTones[label] })),
});

const buttonsOf = (pass: PassView): Button[] => {
  const pin = { pass: pass.id };
  const errors: Button = { label: 'Errors', command: 'errors', args: pin };
  switch (pass.state) {
    case 'asked':
      return [
        { label: 'Approve', command: 'approve', args: { ...pin, hash: pass.planHash }, style: 'positive' },
        { label: 'Reject', command: 'reject', args: pin, style: 'destructive' },
      ];
    case 'running':
      return [
        { label: 'Refresh', command: 'status', args: { ...pin, here: 'yes' } },
        ...(troubleIn(pass.progress) ? [errors] : []),
        { label: 'Pause', command: 'pause', args: pin },
        { label: 'Stop', command: 'stop', args: pin, style: 'destructive' },
      ];
    case 'waiting':
      return [
        ...(pass.beginsAt === undefined
          ? []
          : [{ label: 'Undo', command: 'undo', args: pin, style: 'destructive' } satisfies Button]),
        { label: 'Pause', command: 'pause', args: pin },
        { label: 'Stop', command: 'stop', args: pin, style: 'destructive' },
      ];
    case 'paused':
      return [
        { label: 'Resume', command: 'resume', args: pin, style: 'positive' },
        ...(troubleIn(pass.progress) ? [errors] : []),
        { label: 'Stop', command: 'stop', args: pin, style: 'destructive' },
      ];
    case 'finished':
    case 'stopped':
      return [
        { label: pass.kind === 'assess' ? 'What was found' : 'Statistics', command: 'stats', args: pin },
        ...(troubleIn(pass.progress) || pass.progress.items.addressesKept > 0 ? [errors] : []),
        ...afterwards(pass),
      ];
    default:
      return [{ label: 'Ask again', command: 'full', args: { project: pass.projectId } }];
  }
};

/** What one does when this pass is over. */
export const afterwards = (pass: PassView): Button[] => {
  const pin = { project: pass.projectId };
  if (pass.kind === 'verify')
    return pass.progress.runs.completed > 0
      ? [{ label: 'Ask for a full pass', command: 'full', args: pin, style: 'positive' }]
      : [{ label: 'Verify again', command: 'verify', args: pin }];
  if (pass.kind === 'assess')
    return [
      { label: 'Meetings', command: 'meetings report', args: pin },
      { label: 'Verify', command: 'verify', args: pin },
    ];
  const full: Button = { label: 'Ask for a full pass', command: 'full', args: pin };
  if (pass.kind === 'trial' || pass.kind === 'prestage') return [full];
  const { items, runs } = pass.progress;
  // Retry is for passes that came to their end.
  const retry: Button[] =
    items.failed > 0 && runs['completed with errors'] > 0
      ? [{ label: 'Retry the errors', command: 'retry', args: pin }]
      : [];
  return pass.state === 'finished' && !troubleIn(pass.progress)
    ? []
    : [...retry, { ...full, label: 'Ask for another pass' }];
};

/** For a project in which nothing has run yet. */
export const noPassCard = (projectName: string, next: { text: string; buttons: Button[] }): Card => ({
  title: 'Nothing has run yet',
  subtitle: projectName,
  tone: 'accent',
  parts: [
    { kind: 'notice', tone: 'accent', text: `Next: ${next.text}` },
    { kind: 'buttons', buttons: next.buttons },
  ],
});

/** Of all projects: what one asked for, and what waits for a yes. */
export const myPassesCard = (passes: PassView[], timeZone: string): Card => ({
  title:
    passes.length === 0
      ? 'Nothing of yours runs or waits'
      : `${many(passes.length, 'pass', 'passes')} of yours`,
  subtitle: 'What you asked for, and what waits for a yes, in all projects',
  tone: 'accent',
  parts: [
    ...(passes.length === 0
      ? [{ kind: 'text', text: 'Ask for one in a project: "verify", then "full".' } satisfies Part]
      : [
          {
            kind: 'table',
            columns: ['Pass', 'Project', 'State', 'Asked'],
            rows: passes.map((pass) => [
              passName(pass),
              pass.projectName,
              pass.state === 'asked' ? 'waits for a yes' : pass.state,
              shortWhen(pass.requestedAt, timeZone),
            ]),
          } satisfies Part,
        ]),
    {
      kind: 'buttons',
      buttons: [
        ...passes
          .filter(({ state }) => ['asked', 'waiting', 'running', 'paused'].includes(state))
          .slice(0, 4)
          .map((pass) => ({ label: passName(pass), command: 'status', args: { pass: pass.id } })),
        { label: 'Projects', command: 'project', args: { name: '*' } },
      ],
    },
  ],
});

export const olderPasses = (passes: PassView[], timeZone: string): Part[] =>
  passes.length === 0
    ? []
    : [
        {
          kind: 'table',
          columns: ['Pass', 'State', 'Asked'],
          rows: passes
            .slice(0, 5)
            .map((pass) => [passName(pass), pass.state, when(pass.requestedAt, timeZone)]),
          more: Math.max(0, passes.length - 5),
        },
      ];
