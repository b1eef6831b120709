/** Links to a pass's two CSV files. */
import type { BotDeps } from './command.ts';
import type { For } from './setup.ts';

export const reportUrl = (
  { links, actor }: Pick<BotDeps & For, 'links' | 'actor'>,
  passId: number,
  which: 'numbers' | 'errors',
): Promise<string> => links.make(actor, 'report', { kind: 'csv', passId, which });
