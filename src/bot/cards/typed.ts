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
  'users map': () => ['users map', '<source column>', '<destination column, "match" or a domain>'],
  'notice send': ({ moment, addresses, waves, again, count }) => [
    'notice send',
    ...[moment, waves, addresses].flatMap((said) => (said === undefined ? [] : [String(said)])),
    ...(again === undefined ? [] : ['again']),
    ...(count === undefined ? [] : ['count', String(count)]),
  ],
  users: ({ search, standing, wave, page }) => [
    'users',
    ...(search === undefined ? [] : [quoted(String(search))]),
    ...(standing === undefined ? [] : [String(standing)]),
    ...(wave === undefined ? [] : ['wave', quoted(String(wave))]),
    ...(page === undefined ? [] : ['page', String(page)]),
  ],
  'licences order': ({ number, by }) => ['licences order', String(number ?? '<number>'), 'by', String(by)],
  'licences apply': ({ addresses = '', waves = '', available }) => [
    'licences apply',
    ...[waves, addresses].map(String).filter((who) => who !== ''),
    ...(available === undefined ? [] : ['available']),
  ],
  'users edit': ({ address, source, destination }) => [
    'users edit',
    String(address),
    ...(source === undefined ? [] : ['source', String(source)]),
    ...(destination === undefined ? [] : ['destination', String(destination)]),
  ],
  'users remove': ({ addresses }) => ['users remove', String(addresses), 'count', '<number>'],
  'domains change': ({ from, to, side, addresses, waves, confirm }) => [
    'domains change',
    String(from),
    'to',
    String(to),
    ...[side, addresses, waves].flatMap((said) => (said === undefined ? [] : [String(said)])),
    ...(confirm === undefined ? [] : ['confirm', String(confirm)]),
  ],
};

const quoted = (word: string): string => (/^[^\s"]+$/.test(word) ? word : `"${word.replaceAll('"', "'")}"`);
