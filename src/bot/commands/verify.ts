/** verify: signs in on both sides and counts. It moves nothing, so it needs no approval. */
import { startedCard } from '../cards/started.ts';
import { ask, passArgs } from './asking.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const verify = command({
  name: 'verify',
  usage: 'verify [addresses or waves]',
  summary: 'Check both sides of every mailbox and count; nothing moves',
  examples: ['verify', 'verify wave-1', 'verify anna@contoso.com ben@contoso.com'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) =>
    ask(context, 'verify', args, async (pass, { timeZone }) => done(startedCard(pass, timeZone))),
});
