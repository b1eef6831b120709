/** The report at the end of a pass: what moved, by type, by mailbox, how fast. [pure] */
import type { PassView, Statistics, TrialReport } from '../views.ts';
import { addressColumn } from './addresses.ts';
import type { Card, Part } from './card.ts';
import { bytes, count, duration, many, rate, when } from './format.ts';
import { addressFacts, afterwards, passName, toneOf } from './pass.ts';

export interface StatisticsFacts {
  timeZone: string;
  numbersUrl?: string;
  errorsUrl?: string;
}

const mailboxesShown = 10;

export const statisticsCard = (pass: PassView, statistics: Statistics, facts: StatisticsFacts): Card =>
  pass.kind === 'verify'
    ? verifyReport(pass, statistics, facts)
    : statistics.trial === undefined
      ? fullReport(pass, statistics, facts)
      : trialReport(pass, statistics.trial, facts);

const verifyReport = (
  pass: PassView,
  { verified }: Statistics,
  { timeZone, numbersUrl, errorsUrl }: StatisticsFacts,
): Card => {
  const { runs, mailboxes } = pass.progress;
  const good = runs.completed;
  const bad = runs.failed + runs['completed with errors'];
  return {
    title:
      bad === 0
        ? `${passName(pass)}: all ${many(good, 'mailbox')} ready to move`
        : `${passName(pass)}: ${count(good)} of ${many(mailboxes, 'mailbox')} ready to move`,
    subtitle: `${pass.projectName} · ${times(pass, timeZone)}`,
    tone: bad === 0 ? 'good' : 'warning',
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'Ready', value: many(good, 'mailbox') },
          { label: 'Not ready', value: many(bad, 'mailbox') },
          ...(verified.items > 0
            ? [{ label: 'At the source', value: `${many(verified.items, 'item')}, ${bytes(verified.bytes)}` }]
            : []),
          { label: 'Took', value: duration(pass.progress.elapsedSeconds) },
        ],
      },
      {
        kind: 'chart',
        shape: 'donut',
        title: 'Mailboxes',
        points: [
          { label: 'ready', value: good, tone: 'good' },
          ...(bad > 0 ? [{ label: 'not ready', value: bad, tone: 'bad' as const }] : []),
        ],
      },
      {
        kind: 'notice',
        tone: 'accent',
        text:
          bad === 0
            ? 'Next: ask for a full pass. Nothing moves until it is approved.'
            : 'Next: look at the errors, mend them and verify again. A full pass leaves out what is not ready.',
      },
      {
        kind: 'buttons',
        buttons: [
          ...afterwards(pass),
          ...(bad > 0 ? [{ label: 'Errors', command: 'errors', args: { pass: pass.id } }] : []),
          ...links(numbersUrl, bad > 0 ? errorsUrl : undefined),
        ],
      },
    ],
  };
};

const differencesShown = 15;

/** What the copies of a trial were compared with. */
const trialReport = (pass: PassView, trial: TrialReport, { timeZone, numbersUrl }: StatisticsFacts): Card => {
  const bad = trial.compared - trial.equal;
  const pin = { pass: pass.id, project: pass.projectId };
  return {
    title:
      bad === 0
        ? `${passName(pass)}: all ${many(trial.equal, 'copy', 'copies')} are what was sent`
        : `${passName(pass)}: ${count(trial.equal)} of ${many(trial.compared, 'copy', 'copies')} are what was sent`,
    subtitle: `${pass.projectName} · ${times(pass, timeZone)}`,
    tone: bad === 0 ? toneOf(pass) : 'warning',
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'Mailboxes', value: mailboxLine(pass) },
          { label: 'Into', value: `the folder "${pass.plan.options.into ?? ''}" of each` },
          { label: 'Folders', value: count(trial.folders) },
          { label: 'Compared', value: `${many(trial.compared, 'item')}, property by property` },
          { label: 'Equal', value: count(trial.equal) },
        ],
      },
      ...(trial.differences.length === 0
        ? []
        : [
            {
              kind: 'table',
              columns: ['Folder', 'Type', 'Property', 'What differs'],
              rows: trial.differences
                .slice(0, differencesShown)
                .map(({ folder, itemType, property, what }) => [folder, itemType, property, what]),
              more: Math.max(0, trial.differences.length - differencesShown),
            } satisfies Part,
          ]),
      {
        kind: 'buttons',
        buttons: [
          ...(trial.there > 0
            ? [{ label: 'Remove the trial folders', command: 'trial remove', args: pin }]
            : []),
          ...links(numbersUrl),
          ...afterwards(pass),
        ],
      },
    ],
  };
};

const fullReport = (
  pass: PassView,
  statistics: Statistics,
  { timeZone, numbersUrl, errorsUrl }: StatisticsFacts,
): Card => {
  const { items } = pass.progress;
  return {
    title:
      items.failed === 0 && pass.state === 'finished'
        ? `${passName(pass)}: every item is accounted for`
        : `${passName(pass)}${pass.state === 'stopped' ? ' was stopped' : ''}: ${count(items.copied)} copied, ${count(items.failed)} failed`,
    subtitle: `${pass.projectName} · ${times(pass, timeZone)}`,
    tone: statistics.remarks > 0 && toneOf(pass) === 'good' ? 'warning' : toneOf(pass),
    parts: [
      {
        kind: 'facts',
        facts: [
          { label: 'Mailboxes', value: mailboxLine(pass) },
          { label: 'Copied', value: count(items.copied) },
          { label: 'Updated', value: count(items.updated) },
          { label: 'Unchanged', value: count(items.unchanged) },
          { label: 'Skipped', value: count(items.skipped) },
          { label: 'Failed', value: count(items.failed) },
          ...(statistics.remarks > 0
            ? [{ label: 'With a remark', value: `${count(statistics.remarks)}, listed under the errors` }]
            : []),
          ...addressFacts(pass),
          { label: 'Data', value: bytes(pass.progress.bytes.moved) },
          {
            label: 'Took',
            value: `${duration(statistics.seconds)}, ${rate(statistics.itemsPerSecond)}, ${bytes(statistics.bytesPerSecond)}/s`,
          },
        ],
      },
      ...typeParts(statistics),
      ...mailboxParts(statistics),
      {
        kind: 'buttons',
        buttons: [
          ...links(numbersUrl, errorsUrl),
          ...(items.failed + items.skipped + statistics.remarks > 0
            ? [{ label: 'Errors by cause', command: 'errors', args: { pass: pass.id } }]
            : []),
          ...afterwards(pass),
        ],
      },
      {
        kind: 'text',
        small: true,
        text: `The files open for a day, and for an hour after the first download. "stats ${pass.id}" makes new ones.`,
      },
    ],
  };
};

const mailboxLine = ({ progress: { runs } }: PassView): string =>
  Object.entries(runs)
    .filter(([, value]) => value > 0)
    .map(([state, value]) => `${count(value)} ${state}`)
    .join(', ') || 'none';

const times = (pass: PassView, timeZone: string): string =>
  pass.finishedAt ? when(pass.finishedAt, timeZone) : 'so far, it is still running';

const typeParts = ({ byType }: Statistics): Part[] => {
  const types = Object.entries(byType)
    .filter(([, { copied, failed }]) => copied + failed > 0)
    .sort(([, a], [, b]) => b.copied - a.copied);
  if (types.length === 0) return [];
  const copiedSome = types.some(([, { copied }]) => copied > 0);
  return [
    ...(copiedSome
      ? [
          {
            kind: 'chart',
            shape: 'bars',
            title: 'Items by type',
            points: types.map(([label, { copied }]) => ({ label, value: copied, tone: 'accent' as const })),
            unit: 'items',
          } satisfies Part,
        ]
      : []),
    {
      kind: 'table',
      columns: ['Type', 'Copied', 'Failed', 'Data'],
      rows: types.map(([type, { copied, failed, bytes: size }]) => [
        type,
        count(copied),
        count(failed),
        bytes(size),
      ]),
    },
  ];
};

/** Those with trouble first, then the largest. The CSV has all of them. */
const mailboxParts = ({ mailboxes }: Statistics): Part[] => {
  if (mailboxes.length === 0) return [];
  const shown = [...mailboxes]
    .sort((a, b) => b.failed - a.failed || b.bytes - a.bytes)
    .slice(0, mailboxesShown);
  const from = addressColumn(
    'Mailbox',
    shown.map(({ source }) => source),
  );
  return [
    {
      kind: 'table',
      columns: [from.head, 'State', 'Copied', 'Failed', 'Data'],
      rows: shown.map((row, at) => [
        from.cells[at] ?? '',
        row.state,
        count(row.copied),
        count(row.failed),
        bytes(row.bytes),
      ]),
      more: mailboxes.length - shown.length,
    },
  ];
};

const links = (numbersUrl?: string, errorsUrl?: string): { label: string; url: string }[] => [
  ...(numbersUrl === undefined ? [] : [{ label: 'Numbers as CSV', url: numbersUrl }]),
  ...(errorsUrl === undefined ? [] : [{ label: 'Errors as CSV', url: errorsUrl }]),
];
