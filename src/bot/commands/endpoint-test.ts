/** endpoint test: signs in with the stored secret or certificate. */
import { z } from 'zod';
import { endpointTestedCard, mendingButton } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { withEndpoint } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointTest = command({
  name: 'endpoint test',
  usage: 'endpoint test <name>',
  summary: 'Sign in with the stored secret or certificate',
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
            mendingButton(tested.refusal.code, endpoint, context.sandbox !== undefined),
          ]);
    }),
});
