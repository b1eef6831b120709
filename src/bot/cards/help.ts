/** What one can say, all of it or one verb of it, and what to answer when it was something else. [pure] */
import type { Button, Card } from './card.ts';
import { cut } from './format.ts';

/** The part of a command that help, the manifest and the command line are made from. */
export interface Described {
  name: string;
  usage: string;
  summary: string;
  examples: readonly string[];
  role: string;
}

/** What is to be done in this conversation, before all that could be. */
export interface Now {
  text: string;
  buttons: Button[];
}

export interface HelpGroup {
  title: string;
  commands: readonly Described[];
}

export const helpCard = (groups: HelpGroup[], now?: Now): Card => ({
  title: 'What you can say',
  subtitle: 'In a channel mention me first, in our 1:1 chat just type. Capitals do not matter.',
  tone: 'accent',
  parts: [
    ...(now === undefined
      ? []
      : ([
          { kind: 'notice', tone: 'accent', text: `Now: ${now.text}` },
          { kind: 'buttons', buttons: now.buttons },
        ] satisfies Card['parts'])),
    {
      kind: 'facts',
      facts: groups.map(({ title, commands }) => ({
        label: title,
        value: commands.map(({ name }) => name).join(' · '),
      })),
    },
    {
      kind: 'text',
      small: true,
      text: 'Type "help move", or any other word of these, to see what it does and how it is said.',
    },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Where are we?', command: 'project' },
        { label: 'Show me the way', command: 'hello' },
        // Teams shows six buttons well; the other groups are typed.
        ...groups.slice(0, 4).map(({ title }) => ({ label: title, command: 'help', args: { topic: title } })),
      ],
    },
  ],
});

export const groupHelpCard = ({ title, commands }: HelpGroup): Card => ({
  title,
  subtitle: 'In angle brackets: your words. In square ones: may be left out.',
  tone: 'accent',
  parts: [
    {
      kind: 'table',
      columns: ['Say', 'To', 'Example'],
      rows: commands.map(({ usage, summary, examples }) => [
        usage,
        summary,
        examples.findLast((example) => !example.includes('\n') && example !== usage) ?? '',
      ]),
    },
    { kind: 'buttons', buttons: [{ label: 'All commands', command: 'help' }] },
  ],
});

export const commandHelpCard = (command: Described): Card => ({
  title: command.name,
  subtitle: command.summary,
  tone: 'accent',
  parts: [
    {
      kind: 'facts',
      facts: [
        { label: 'Say', value: command.usage },
        { label: 'Needs the role', value: command.role },
      ],
    },
    { kind: 'text', text: command.examples.length === 1 ? 'For example:' : 'Examples:' },
    { kind: 'code', text: command.examples.join('\n') },
    { kind: 'buttons', buttons: [{ label: 'All commands', command: 'help' }] },
  ],
});

export const didYouMeanCard = (said: string, meant: Extract<Button, { command: string }>[]): Card => ({
  title: meant.length > 0 ? 'Did you mean this?' : 'I do not know that one',
  tone: 'warning',
  parts: [
    {
      kind: 'text',
      text:
        meant.length > 0
          ? `I do not know "${cut(said, 80)}". Nothing has happened.`
          : `I do not know "${cut(said, 80)}", and nothing near it. Nothing has happened; "help" lists what I understand.`,
    },
    { kind: 'buttons', buttons: [...meant, { label: 'Help', command: 'help' }] },
  ],
});
