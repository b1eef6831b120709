/** The first card a newcomer sees: what this is, and the way in, in the order one walks it. [pure] */
import type { Button, Card } from './card.ts';

export interface GreetingFacts {
  /** Two sandbox tenants are running here: the tour can be walked without any account. */
  sandbox: boolean;
  name?: string;
  /** Where the sample list can be downloaded, when there is one. */
  sampleUrl?: string;
}

export const greetingCard = ({ sandbox, name, sampleUrl }: GreetingFacts): Card => ({
  title: name === undefined ? 'Hello, I am Mailferry' : `Hello ${name}, I am Mailferry`,
  subtitle:
    'I move mailboxes from one Microsoft 365 tenant to another. You say what, somebody approves, I do the rest.',
  tone: 'accent',
  parts: sandbox ? tour(sampleUrl) : firstSteps(),
});

const tour = (sampleUrl: string | undefined): Card['parts'] => [
  {
    kind: 'text',
    text: 'Nothing here is real, so try everything: two small tenants, Contoso and Fabrikam, are running on this machine with mail to move. The whole way takes about five minutes:',
  },
  {
    kind: 'facts',
    facts: [
      { label: '1. Project', value: 'Press the first button: it connects Contoso to Fabrikam.' },
      { label: '2. Users', value: 'Take the sample list; I show what I read before anything is saved.' },
      { label: '3. Verify', value: 'I sign in on both sides and count what is there. Nothing moves.' },
      { label: '4. Full pass', value: 'I show the plan. Nothing moves until it is approved.' },
      { label: '5. Watch', value: 'One card fills up; the end is a report of every single item.' },
    ],
  },
  {
    kind: 'buttons',
    buttons: [
      {
        label: '1. Start a sandbox project',
        command: 'project new',
        args: sandboxProject,
        style: 'positive',
      },
      { label: '2. Use the sample list', command: 'users import', args: { sample: 'yes' } },
      { label: '3. Verify', command: 'verify' },
      { label: '4. Ask for the full pass', command: 'full' },
      { label: '5. Status', command: 'status' },
      ...(sampleUrl === undefined
        ? []
        : [{ label: 'Download the sample list', url: sampleUrl } satisfies Button]),
    ],
  },
  {
    kind: 'text',
    small: true,
    text: 'Everything a button does can be typed as well: "help" lists it. "hello" brings this card back.',
  },
];

export const sandboxEndpoints = { source: 'Contoso (sandbox)', destination: 'Fabrikam (sandbox)' } as const;
export const sandboxProject = { name: 'Sandbox', ...sandboxEndpoints };

const firstSteps = (): Card['parts'] => [
  {
    kind: 'text',
    text: 'Three cards and you are ready. Nothing is ever changed in the source, and nothing moves before somebody approves it:',
  },
  {
    kind: 'facts',
    facts: [
      { label: '1. Project', value: 'A name, and the tenant id and client id of both sides.' },
      { label: '2. Secrets', value: 'Entered on a one-time page, never typed in chat.' },
      {
        label: '3. Users',
        value: 'A CSV of source and destination addresses: pasted, uploaded or attached in our 1:1 chat.',
      },
      { label: 'Then', value: 'Verify, ask for a full pass, and somebody else approves it.' },
    ],
  },
  {
    kind: 'text',
    small: true,
    text: 'Have ready: an app registration in each tenant with the Microsoft Graph application permissions for mailbox import and export, consented by an administrator.',
  },
  {
    kind: 'buttons',
    buttons: [
      { label: 'Set up a project', command: 'project new', style: 'positive' },
      { label: 'Where are we?', command: 'project' },
      { label: 'Help', command: 'help' },
    ],
  },
];
