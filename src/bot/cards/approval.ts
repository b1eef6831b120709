/** A plan that waits for a yes, and what became of it. The hash pins the yes to exactly this plan. [pure] */
import type { PassView } from '../views.ts';
import { addressColumn } from './addresses.ts';
import type { Card, Part } from './card.ts';
import { bytes, count, cut, duration, many, when } from './format.ts';

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
    title: `Approve pass ${pass.id}? ${many(plan.items, 'item')} of ${many(plan.mailboxes.length, 'mailbox')} would move`,
    subtitle: `${pass.projectName} · ${pass.kind} pass`,
    tone: 'warning',
    parts: [
      {
        kind: 'text',
        text:
          plan.alreadyThere > 0
            ? `${pass.requestedBy.name} asks to copy what is new in these mailboxes, to update what changed, and to try again what failed. The source is not changed.`
            : `${pass.requestedBy.name} asks to copy every item of these mailboxes. The source is not changed.`,
      },
      {
        kind: 'facts',
        facts: [
          { label: 'Asked by', value: `${pass.requestedBy.name}, ${when(pass.requestedAt, timeZone)}` },
          { label: 'Mailboxes', value: count(plan.mailboxes.length) },
          {
            label: 'Items',
            value:
              plan.alreadyThere > 0
                ? `${count(plan.items)}, besides ${count(plan.alreadyThere)} that are there already`
                : count(plan.items),
          },
          { label: 'Data', value: `${bytes(plan.bytes)}, as Exchange reports it` },
          { label: 'Time', value: `about ${duration(plan.estimateSeconds)} at best` },
          { label: 'Bound by', value: plan.boundBy },
          {
            label: 'Left out',
            value: plan.leftOut.length === 0 ? 'nobody' : many(plan.leftOut.length, 'mailbox'),
          },
          {
            label: 'Not moved',
            value: 'hidden, search and system folders, recoverable items, archives, rules and permissions',
          },
        ],
      },
      whoMoves(pass),
      ...leftOut(pass),
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
          { label: 'Approve', command: 'approve', args: pin, style: 'positive', withInputs: false },
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

const whoMoves = ({ plan }: PassView): Part => {
  const shown = plan.mailboxes.slice(0, mailboxesShown);
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
    columns: [from.head, to.head, 'Items', 'Data'],
    rows: shown.map((mailbox, at) => [
      from.cells[at] ?? '',
      to.cells[at] ?? '',
      count(mailbox.items),
      bytes(mailbox.bytes),
    ]),
    more: plan.mailboxes.length - shown.length,
  };
};

const whoMay = ({ requestedBy }: PassView, selfApproval: boolean): string =>
  selfApproval
    ? `In this workgroup one may approve one's own plan, so ${requestedBy.name} may decide this too.`
    : `Somebody other than ${requestedBy.name} must approve this: four eyes, one plan.`;

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
    ],
  };
};

const decision = (
  pass: PassView,
  timeZone: string,
): { title: string; tone: NonNullable<Card['tone']>; line: string } => {
  const who = pass.decidedBy?.name ?? 'nobody';
  const at = pass.decidedAt ? when(pass.decidedAt, timeZone) : '';
  switch (pass.state) {
    case 'rejected':
      return {
        title: `Rejected by ${who}`,
        tone: 'bad',
        line: `${at}.${pass.reason ? ` Reason: ${pass.reason.replace(/[.!?]?$/, '.')}` : ''} Nothing has moved.`,
      };
    case 'expired':
      return {
        title: 'Nobody decided in time',
        tone: 'neutral',
        line: 'The plan has expired and nothing has moved. Ask again with "full".',
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
    line: `${at}${own}. The pass has its own card, which fills up while it runs.`,
  };
};
