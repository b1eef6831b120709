/** What is posted here without being asked for. [pure] */
import type { Topic } from '../views.ts';
import type { Card, Part } from './card.ts';

const about: Record<Topic, string> = {
  approvals: 'passes that wait for a yes',
  progress: 'a card for each pass, which fills up',
  failures: 'what went wrong, by cause, under that card',
  statistics: 'the numbers when a pass is over',
};
const topics = Object.keys(about) as Topic[];

export interface Posting {
  muted: Topic[];
  /** A pass that goes well is not posted. */
  onlyTrouble: boolean;
  quiet: { from: string; to: string } | null;
  digestAt: string | null;
}

export const notifyCard = ({ muted, onlyTrouble, quiet, digestAt }: Posting, timeZone: string): Card => ({
  title: 'What I post here by myself',
  subtitle: 'In this conversation only',
  tone: 'accent',
  parts: [
    {
      kind: 'table',
      columns: ['About', 'What', 'Posted here'],
      rows: topics.map((topic) => [
        topic,
        about[topic],
        muted.includes(topic) ? 'no' : onlyTrouble && topic !== 'approvals' ? 'when something fails' : 'yes',
      ]),
    },
    {
      kind: 'facts',
      facts: [
        {
          label: 'Quiet hours',
          value:
            quiet === null
              ? 'none'
              : `${quiet.from} to ${quiet.to} (${timeZone}); what happens then comes in one card afterwards`,
        },
        {
          label: 'Summary',
          value: digestAt === null ? 'none' : `every day at ${digestAt} (${timeZone})`,
        },
      ],
    },
    {
      kind: 'text',
      small: true,
      text: 'Whatever is off here still happens, and can be asked for: "status", "errors", "stats". Typed: "notify quiet 20:00 to 07:00", "notify only trouble", "digest daily 08:30".',
    },
    {
      kind: 'buttons',
      buttons: [
        ...topics.map((topic) => ({
          label: muted.includes(topic) ? `Post ${topic}` : `No ${topic}`,
          command: 'notify',
          args: { topic, change: muted.includes(topic) ? 'on' : 'off', here: 'yes' },
        })),
        onlyTrouble
          ? {
              label: 'Everything',
              command: 'notify',
              args: { topic: 'everything', change: 'on', here: 'yes' },
            }
          : {
              label: 'Only trouble',
              command: 'notify',
              args: { topic: 'only', change: 'trouble', here: 'yes' },
            },
      ],
    },
  ],
});

/** Calls these people, above the buttons; nobody whom a chat cannot name. */
export const mentioning = (card: Card, people: { objectId: string; name: string }[], text: string): Card => {
  const named = people.filter(({ objectId }) => /^[0-9a-f-]{36}$/i.test(objectId));
  return named.length === 0 ? card : aboveButtons(card, { kind: 'mention', people: named, text });
};

/** Says on a post that nobody asked for why it is here and how to stop it. */
export const unasked = (card: Card, topic: Topic, projectName: string): Card => {
  const why: Part = {
    kind: 'text',
    small: true,
    text: `Posted by itself, because this conversation is about ${projectName}. "notify ${topic} off" stops it.`,
  };
  return aboveButtons(card, why);
};

const aboveButtons = (card: Card, part: Part): Card => {
  const last = card.parts.at(-1);
  return last?.kind === 'buttons'
    ? { ...card, parts: [...card.parts.slice(0, -1), part, last] }
    : { ...card, parts: [...card.parts, part] };
};
