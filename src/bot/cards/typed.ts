/** What to type instead of pressing a button: every button is a pre-typed command. [pure] */
import type { Button } from './card.ts';

type Pressed = Extract<Button, { command: string }>;

/** Arguments that only pin a button to what its card showed; a person typing means what is current. */
const pins = new Set(['project', 'hash', 'here']);

export const typed = ({ command, args = {} }: Pressed): string => {
  const words = templates[command]?.(args) ?? [
    command,
    ...Object.entries(args)
      .filter(([key]) => !pins.has(key))
      .map(([, value]) => quoted(String(value))),
  ];
  return words.join(' ');
};

/** Verbs whose arguments are not simply said one after the other. */
const templates: Record<string, (args: Record<string, string | number>) => string[]> = {
  'project connect': ({ source, destination }) =>
    source === undefined
      ? ['project connect', '<source>', 'to', '<destination>']
      : ['project connect', quoted(String(source)), 'to', quoted(String(destination))],
  'project new': ({ name, source, destination }) => [
    'project new',
    name === undefined ? '<name>' : quoted(String(name)),
    ...(source === undefined ? [] : ['from', quoted(String(source)), 'to', quoted(String(destination))]),
  ],
  'users import': ({ sample }) => (sample === undefined ? ['users import'] : ['users import sample']),
  'notice send': ({ moment, addresses, waves, again, count }) => [
    'notice send',
    ...[moment, waves, addresses].flatMap((said) => (said === undefined ? [] : [String(said)])),
    ...(again === undefined ? [] : ['again']),
    ...(count === undefined ? [] : ['count', String(count)]),
  ],
  users: ({ search, page }) => [
    'users',
    ...(search === undefined ? [] : [quoted(String(search))]),
    ...(page === undefined ? [] : ['page', String(page)]),
  ],
};

const quoted = (word: string): string => (/^[^\s"]+$/.test(word) ? word : `"${word.replaceAll('"', "'")}"`);
