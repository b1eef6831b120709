/** endpoint test: signs in with the stored secret. */
import { z } from 'zod';
import { endpointTestedCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { withEndpoint } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointTest = command({
  name: 'endpoint test',
  usage: 'endpoint test <name>',
  summary: 'Sign in with the stored secret',
  examples: ['endpoint test Contoso'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name') }),
  run: (context, { name }) =>
    withEndpoint(context, name, async (endpoint) => {
      const tested = await context.engine.endpoints.test(context.actor, endpoint.id);
      return tested.ok
        ? done(endpointTestedCard(tested.value))
        : refused(tested.refusal, [
            { label: 'Enter a new secret', command: 'endpoint secret', args: { name: endpoint.name } },
          ]);
    }),
});
