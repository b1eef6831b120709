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

export const notifyCard = (muted: ReadonlySet<Topic>): Card => ({
  title: 'What I post here by myself',
  subtitle: 'In this conversation only',
  tone: 'accent',
  parts: [
    {
      kind: 'table',
      columns: ['About', 'What', 'Posted here'],
      rows: topics.map((topic) => [topic, about[topic], muted.has(topic) ? 'no' : 'yes']),
    },
    {
      kind: 'text',
      small: true,
      text: 'Whatever is off here still happens, and can be asked for: "status", "errors", "stats".',
    },
    {
      kind: 'buttons',
      buttons: topics.map((topic) => ({
        label: muted.has(topic) ? `Post ${topic}` : `No ${topic}`,
        command: 'notify',
        args: { topic, change: muted.has(topic) ? 'on' : 'off', here: 'yes' },
      })),
    },
  ],
});

/** Says on a post that nobody asked for why it is here and how to stop it. */
export const unasked = (card: Card, topic: Topic, projectName: string): Card => {
  const why: Part = {
    kind: 'text',
    small: true,
    text: `Posted by itself, because this conversation is about ${projectName}. "notify ${topic} off" stops it.`,
  };
  const last = card.parts.at(-1);
  return last?.kind === 'buttons'
    ? { ...card, parts: [...card.parts.slice(0, -1), why, last] }
    : { ...card, parts: [...card.parts, why] };
};
