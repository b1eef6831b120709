/** endpoint test: signs in with the stored secret. */
import { z } from 'zod';
import { endpointTestedCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { byName } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointTest = command({
  name: 'endpoint test',
  usage: 'endpoint test <name>',
  summary: 'Sign in with the stored secret',
  examples: ['endpoint test Contoso'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name') }),
  run: async ({ engine, actor }, { name }) => {
    const found = byName(await engine.endpoints.list(actor), name);
    if (!found.ok) return refused(found.refusal);
    const tested = await engine.endpoints.test(actor, found.value.id);
    return tested.ok
      ? done(endpointTestedCard(tested.value))
      : refused(tested.refusal, [
          { label: 'Enter a new secret', command: 'endpoint secret', args: { name: found.value.name } },
        ]);
  },
});
