/** What is being asked for: a click as it is, a file as the list it is, a typed line through the grammar. [pure] */
import { parse, type Said } from './grammar.ts';
import type { Inbound } from './surface.ts';

export type Request =
  | Exclude<Said, { kind: 'command' }>
  | { kind: 'command'; command: string; args: Record<string, unknown> };

export const requestOf = ({ text = '', click, files = [] }: Inbound): Request => {
  if (click !== undefined)
    return { kind: 'command', command: String(click.command), args: plain(click.args) };
  const said = parse(text);
  if (files.length === 0 || (said.kind === 'command' && said.command === 'users import')) return said;
  // "Here is the list" with a file attached: the file says what it is for.
  return { kind: 'command', command: 'users import', args: {} };
};

/** Args of a click may be anything that JSON can be. */
const plain = (args: unknown): Record<string, unknown> =>
  typeof args === 'object' && args !== null && !Array.isArray(args) ? { ...args } : {};
