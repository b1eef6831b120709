/** What must be approved in a project, by how many, and for how long a plan waits. [pure] */
import { approvableKinds } from '../../engine/policy.ts';
import type { ApprovalPolicy, ProjectSummary } from '../views.ts';
import type { Button, Card } from './card.ts';
import { count, duration, list } from './format.ts';

const kindNames = {
  trial: 'a few items of each folder',
  prestage: 'older mail, ahead of the rest',
  full: 'everything',
  retry: 'what failed',
} as const;

export const approvalPolicyCard = (
  project: ProjectSummary,
  { approvers, approvedKinds, planExpiresHours }: ApprovalPolicy,
  selfApproval: boolean,
): Card => {
  const free = approvableKinds.filter((kind) => !approvedKinds.includes(kind));
  return {
    title:
      free.length === 0 ? 'Every pass must be approved' : `Passes that start without a yes: ${list(free)}`,
    subtitle: project.name,
    tone: free.includes('full') ? 'warning' : 'accent',
    parts: [
      {
        kind: 'table',
        columns: ['Pass', 'Copies', 'Must be approved'],
        rows: approvableKinds.map((kind) => [
          kind,
          kindNames[kind],
          approvedKinds.includes(kind) ? 'yes' : 'no',
        ]),
      },
      {
        kind: 'facts',
        facts: [
          { label: 'By', value: approvers === 1 ? 'one person' : `${count(approvers)} people` },
          {
            label: 'Own plans',
            value: selfApproval
              ? 'whoever asks may approve'
              : 'somebody other than whoever asked must approve',
          },
          { label: 'A plan waits', value: `${duration(planExpiresHours * 3600)}, then it expires` },
          { label: 'Always', value: 'a pass that takes copies away at the destination needs a yes' },
        ],
      },
      {
        kind: 'text',
        small: true,
        text: 'An owner changes this: "approval trial off", "approval expires 3 days", "approvers 2", "self-approval off". Verification moves nothing and needs no yes.',
      },
      {
        kind: 'buttons',
        buttons: approvableKinds.map((kind): Button => {
          const isOn = approvedKinds.includes(kind);
          return {
            label: isOn ? `No yes for ${kind}` : `A yes for ${kind}`,
            command: 'approval',
            args: { topic: kind, change: isOn ? 'off' : 'on', project: project.id, here: 'yes' },
          };
        }),
      },
    ],
  };
};
