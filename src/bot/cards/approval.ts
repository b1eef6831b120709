/** A plan that waits for a yes, and what became of it. The hash pins the yes to exactly this plan. [pure] */
import { takesAway } from '../../engine/policy.ts';
import type { PassView } from '../views.ts';
import { addressColumn } from './addresses.ts';
import { archives, withArchive } from './archives.ts';
import type { Card, Part } from './card.ts';
import { bytes, count, cut, duration, list, many, shortWhen, when, whenItBegins } from './format.ts';

const mailboxesShown = 10;
const leftOutShown = 8;

export interface ApprovalFacts {
  timeZone: string;
  /** May people of this workgroup approve their own plans? */
  selfApproval: boolean;
}

export const approvalCard = (pass: PassView, { timeZone, selfApproval }: ApprovalFacts): Card => {
  const { plan } = pass;
  const pin = { pass: pass.id, hash: pass.planHash };
  return {
    title:
      plan.options.removes === undefined
        ? `Approve pass ${pass.id}? ${many(plan.items, 'item')} of ${many(plan.mailboxes.length, 'mailbox')} would move`
        : `Approve pass ${pass.id}? The trial folders of ${many(plan.mailboxes.length, 'mailbox')} would go`,
    subtitle: `${pass.projectName} · ${pass.kind} pass`,
    tone: 'warning',
    parts: [
      {
        kind: 'text',
        text: `${pass.requestedBy.name} asks ${wish(pass, timeZone)} The source is not changed.`,
      },
      {
        kind: 'facts',
        facts: [
          { label: 'Asked by', value: `${pass.requestedBy.name}, ${when(pass.requestedAt, timeZone)}` },
          ...(pass.expiresAt === undefined
            ? []
            : [{ label: 'Expires', value: when(pass.expiresAt, timeZone) }]),
          { label: 'Mailboxes', value: count(plan.mailboxes.length) },
          {
            label: 'Items',
            value:
              plan.alreadyThere > 0
                ? `${count(plan.items)}, besides ${count(plan.alreadyThere)} that are there already`
                : count(plan.items),
          },
          { label: 'Data', value: `${bytes(plan.bytes)}, as Exchange reports it` },
          ...howFacts(pass, timeZone),
          ...archives(plan),
          ...settings(plan),
          ...addresses(plan),
          ...licences(pass),
          { label: 'Time', value: `about ${duration(plan.estimateSeconds)} at best` },
          { label: 'Bound by', value: plan.boundBy },
          {
            label: 'Left out',
            value: plan.leftOut.length === 0 ? 'nobody' : many(plan.leftOut.length, 'mailbox'),
          },
          {
            label: 'Not moved',
            value: notMoved(plan),
          },
        ],
      },
      whoMoves(pass, timeZone),
      ...leftOut(pass),
      ...approvedSoFar(pass),
      ...(takesAway(plan) ? typedCount : []),
      { kind: 'notice', tone: 'accent', text: whoMay(pass, selfApproval) },
      {
        kind: 'input',
        input: {
          type: 'text',
          id: 'reason',
          label: 'Reason, if you reject',
          placeholder: 'not before Friday',
          maxLength: 300,
        },
      },
      {
        kind: 'buttons',
        buttons: [
          {
            label: 'Approve',
            command: 'approve',
            args: pin,
            style: 'positive',
            ...(takesAway(plan) ? {} : { withInputs: false }),
          },
          { label: 'Reject', command: 'reject', args: pin, style: 'destructive' },
        ],
      },
      {
        kind: 'text',
        small: true,
        text: `Plan ${pass.planHash.slice(0, 8)}. If a mailbox or a tenant of it changes before the yes, I refuse and say what changed.`,
      },
    ],
  };
};

/** Copies that are gone are not brought back by "undo": whoever agrees shows that they looked. */
const typedCount: Part[] = [
  {
    kind: 'notice',
    tone: 'bad',
    text: 'This takes copies away at the destination. To approve, type how many mailboxes it is about.',
  },
  {
    kind: 'input',
    input: { type: 'text', id: 'count', label: 'Number of mailboxes', placeholder: '40', maxLength: 7 },
  },
];

/** What is asked for, as the end of a sentence. */
const wish = ({ kind, plan }: PassView, timeZone: string): string => {
  switch (kind) {
    case 'trial':
      if (plan.options.removes !== undefined)
        return `to take away the folders that trial ${plan.options.removes} made at the destination, with everything in them.`;
      if (plan.options.into !== undefined)
        return `to copy at most 10 items of each folder and 5 MB of each mailbox into a folder "${plan.options.into}" of its own at the destination, and to compare the copies with what was sent. A full pass moves these items as if there had been no trial.`;
      return 'to copy at most 10 items of each folder and 5 MB of each mailbox to where they belong, as a trial.';
    case 'prestage':
      return `to copy mail that arrived before ${when(new Date(plan.options.olderThan ?? 0), timeZone)} and is not there yet. The counts are of all items: at most so many.`;
    case 'retry':
      return 'to try again what failed in the last pass, and nothing else.';
    default:
      if (plan.options.last)
        return 'for the last pass: every folder is listed anew, what is new is copied, what changed is updated.';
      return plan.alreadyThere > 0
        ? 'to copy what is new in these mailboxes, to update what changed, and to try again what failed.'
        : 'to copy every item of these mailboxes.';
  }
};

/** Settings are carried over after the items of a full pass, and of no other. */
const notMoved = (plan: PassView['plan']): string =>
  [
    'hidden, search and system folders, recoverable items',
    ...(withArchive(plan) > 0 ? [] : ['archives']),
    plan.kind === 'full' ? 'Full Access and Send As' : 'rules, permissions and other settings',
  ].join(', ');

const settings = (plan: PassView['plan']): { label: string; value: string }[] =>
  plan.kind === 'full'
    ? [
        {
          label: 'Settings',
          value: `rules, permissions of calendars and folders, categories, preferences${plan.options.last === true ? ', automatic replies' : ''} are carried over as well`,
        },
      ]
    : [];

const addresses = ({ pairs }: PassView['plan']): { label: string; value: string }[] =>
  pairs === undefined
    ? []
    : [
        {
          label: 'Addresses',
          value: `mapped by the list of users and by ${many(pairs.count, 'imported pair')}`,
        },
      ];

/** When it works, and what the project's options make of it. */
const howFacts = ({ plan }: PassView, timeZone: string): { label: string; value: string }[] => {
  const { startAt, window, readyBy } = plan.options;
  return [
    ...(startAt === undefined ? [] : [{ label: 'Begins', value: when(new Date(startAt), timeZone) }]),
    ...(window === undefined
      ? []
      : [{ label: 'Only', value: `${window.from} to ${window.to} (${timeZone})` }]),
    ...(readyBy === undefined ? [] : [{ label: 'Ready by', value: when(new Date(readyBy), timeZone) }]),
    ...(plan.filters.length === 0 ? [] : [{ label: 'Options', value: cut(plan.filters.join('; '), 400) }]),
    ...(plan.mostDeletes === undefined
      ? []
      : [
          {
            label: 'Deletes',
            value: `copies of what was deleted at the source are deleted too, at most ${count(plan.mostDeletes)} of each mailbox`,
          },
        ]),
  ];
};

const licences = ({ licences: counted }: PassView): { label: string; value: string }[] =>
  counted === undefined
    ? []
    : [
        {
          label: 'Licences',
          value: `${count(counted.have)} of ${many(counted.of, 'mailbox')} ${counted.of === 1 ? 'has' : 'have'} one`,
        },
      ];

const whoMoves = ({ plan }: PassView, timeZone: string): Part => {
  // Those that must start first are the ones to know.
  const isTimed = plan.options.readyBy !== undefined;
  const shown = (
    isTimed
      ? [...plan.mailboxes].sort((a, b) => (a.startBy ?? '').localeCompare(b.startBy ?? ''))
      : plan.mailboxes
  ).slice(0, mailboxesShown);
  const [from, to] = [
    addressColumn(
      'From',
      shown.map(({ source }) => source),
    ),
    addressColumn(
      'To',
      shown.map(({ destination }) => destination),
    ),
  ];
  return {
    kind: 'table',
    columns: [from.head, to.head, 'Items', 'Data', ...(isTimed ? ['Start by'] : [])],
    rows: shown.map((mailbox, at) => [
      from.cells[at] ?? '',
      to.cells[at] ?? '',
      count(mailbox.items),
      bytes(mailbox.bytes),
      ...(isTimed ? [shortWhen(new Date(mailbox.startBy ?? 0), timeZone)] : []),
    ]),
    more: plan.mailboxes.length - shown.length,
  };
};

const approvedSoFar = ({ approvals, approvers }: PassView): Part[] =>
  approvals.length === 0
    ? []
    : [
        {
          kind: 'progress',
          label: `Approved by ${list(approvals.map(({ name }) => name))}`,
          value: approvals.length,
          max: approvers,
          tone: 'good',
        },
      ];

const whoMay = ({ requestedBy, approvers, approvals }: PassView, selfApproval: boolean): string => {
  const left = approvers - approvals.length;
  if (approvers > 1)
    return `${left === approvers ? `${count(approvers)} people` : `${many(left, 'more person', 'more people')}`}${selfApproval ? '' : `, not ${requestedBy.name},`} must approve this before it starts.`;
  return selfApproval
    ? `In this workgroup one may approve one's own plan, so ${requestedBy.name} may decide this too.`
    : `Somebody other than ${requestedBy.name} must approve this: four eyes, one plan.`;
};

const leftOut = ({ plan }: PassView): Part[] =>
  plan.leftOut.length === 0
    ? []
    : [
        { kind: 'text', text: 'Left out of this pass:', tone: 'warning' },
        {
          kind: 'table',
          columns: ['Mailbox', 'Why'],
          rows: plan.leftOut.slice(0, leftOutShown).map(({ address, reason }) => [address, cut(reason, 160)]),
          more: Math.max(0, plan.leftOut.length - leftOutShown),
        },
      ];

/** A plan that nobody decided about, a while before it expires. */
export const reminderCard = (pass: PassView, timeZone: string): Card => ({
  title: `Pass ${pass.id} still waits for a yes`,
  subtitle: `${pass.projectName} · ${pass.kind} pass of ${many(pass.plan.mailboxes.length, 'mailbox')}`,
  tone: 'warning',
  parts: [
    {
      kind: 'text',
      text: `${pass.requestedBy.name} asked for it on ${when(pass.requestedAt, timeZone)}. ${pass.expiresAt === undefined ? '' : `Without a decision it expires on ${when(pass.expiresAt, timeZone)}, and nothing moves.`}`,
    },
    {
      kind: 'buttons',
      buttons: [{ label: 'Look at the plan', command: 'status', args: { pass: pass.id }, style: 'positive' }],
    },
  ],
});

/** The approval card after the decision: the same facts, who decided, and no buttons. */
export const decidedCard = (pass: PassView, timeZone: string): Card => {
  const { title, tone, line } = decision(pass, timeZone);
  return {
    title,
    subtitle: `${pass.projectName} · ${pass.kind} pass ${pass.id}`,
    tone,
    parts: [
      { kind: 'text', text: line },
      {
        kind: 'facts',
        facts: [
          { label: 'Asked by', value: `${pass.requestedBy.name}, ${when(pass.requestedAt, timeZone)}` },
          { label: 'Mailboxes', value: count(pass.plan.mailboxes.length) },
          { label: 'Items', value: count(pass.plan.items) },
          { label: 'Data', value: bytes(pass.plan.bytes) },
        ],
      },
      ...(pass.beginsAt === undefined
        ? []
        : ([
            {
              kind: 'buttons',
              buttons: [{ label: 'Undo', command: 'undo', args: { pass: pass.id }, style: 'destructive' }],
            },
          ] satisfies Part[])),
    ],
  };
};

const decision = (
  pass: PassView,
  timeZone: string,
): { title: string; tone: NonNullable<Card['tone']>; line: string } => {
  const who =
    pass.approvals.length > 1
      ? list(pass.approvals.map(({ name }) => name))
      : (pass.decidedBy?.name ?? 'nobody');
  const at = pass.decidedAt ? when(pass.decidedAt, timeZone) : '';
  switch (pass.state) {
    case 'rejected':
      return {
        title: `Rejected by ${pass.decidedBy?.name ?? 'nobody'}`,
        tone: 'bad',
        line: `${at}.${pass.reason ? ` Reason: ${pass.reason.replace(/[.!?]?$/, '.')}` : ''} Nothing has moved.`,
      };
    case 'expired':
      return {
        title: 'Nobody decided in time',
        tone: 'neutral',
        line: `The plan has expired and nothing has moved. Ask again with "${pass.kind}".`,
      };
    case 'asked':
      return {
        title: `Pass ${pass.id} waits for a decision`,
        tone: 'warning',
        line: `Say "approve ${pass.id}" or "reject ${pass.id}".`,
      };
    case 'stopped':
      if (pass.decidedBy === undefined)
        return {
          title: 'Withdrawn',
          tone: 'neutral',
          line: 'The plan was stopped before anybody approved it. Nothing has moved.',
        };
  }
  const own = pass.selfApproved ? ', who also asked for it; this workgroup allows that' : '';
  return {
    title: `Approved by ${who}`,
    tone: 'good',
    line:
      pass.beginsAt === undefined
        ? `${at}${own}. The pass has its own card, which fills up while it runs.`
        : `${at}${own}. It begins ${whenItBegins(pass.beginsAt, timeZone)}; until then "undo ${pass.id}" takes the yes back.`,
  };
};
