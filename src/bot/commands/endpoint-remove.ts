/** endpoint remove: forgets a tenant that no project uses, and its secret. */
import { z } from 'zod';
import { endpointChangedCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { withEndpoint } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointRemove = command({
  name: 'endpoint remove',
  usage: 'endpoint remove <name>',
  summary: 'Forget an endpoint that no project uses, and its secret',
  examples: ['endpoint remove Contoso'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name') }),
  run: (context, { name }) =>
    withEndpoint(context, name, async (endpoint) => {
      const removed = await context.engine.endpoints.remove(context.actor, endpoint.id);
      return removed.ok
        ? done(
            endpointChangedCard(
              `"${removed.value.name}" is forgotten`,
              'Its secret is gone from here; in Entra the app registration and its secret are still there.',
            ),
          )
        : refused(removed.refusal);
    }),
});
