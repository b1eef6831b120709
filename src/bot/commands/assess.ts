/** assess: what moving each mailbox will be like. It moves nothing, so it needs no approval. */
import { startedCard } from '../cards/started.ts';
import { ask, passArgs } from './asking.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const assess = command({
  name: 'assess',
  usage: 'assess [addresses or waves]',
  summary: 'What moving will be like: how much, how long, what stays behind and why; nothing moves',
  examples: ['assess', 'assess wave-1', 'assess anna@contoso.com ben@contoso.com'],
  role: 'operator',
  group: 'Move',
  parse: passArgs,
  run: (context, args) =>
    ask(context, 'assess', args, async (pass, { timeZone }) => done(startedCard(pass, timeZone))),
});
