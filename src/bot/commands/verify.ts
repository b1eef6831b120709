/** verify: signs in on both sides and counts. It moves nothing, so it needs no approval. */
import { startedCard } from '../cards/started.ts';
import { ask, scopeArgs } from './asking.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const verify = command({
  name: 'verify',
  usage: 'verify [addresses]',
  summary: 'Check both sides of every mailbox and count; nothing moves',
  examples: ['verify', 'verify anna@contoso.com ben@contoso.com'],
  role: 'operator',
  group: 'Move',
  parse: scopeArgs,
  run: (context, args) => ask(context, 'verify', args, async (pass) => done(startedCard(pass))),
});
