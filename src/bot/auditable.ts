/** The arguments of a command as the audit keeps them: no secrets, no pasted lists. [pure] */
import { withoutSecrets } from './secret-in-chat.ts';
import { storable } from './storable.ts';

const longest = 200;
/** However short: the known product's lists have columns for passwords. */
const lists = new Set(['users import']);

export const auditable = (command: string, args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args)
      .slice(0, 20)
      .map(([key, value]) => [
        storable(key.slice(0, 40)),
        kept(value, lists.has(command) && key === 'text' ? 0 : longest),
      ]),
  );

const kept = (value: unknown, most: number): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length > most) return `(${text.length} characters)`;
  return withoutSecrets(storable(text));
};
