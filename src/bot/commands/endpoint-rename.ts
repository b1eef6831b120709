/** endpoint rename: another name for a tenant; nothing else of it changes. */
import { z } from 'zod';
import { endpointChangedCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { withEndpoint } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointRename = command({
  name: 'endpoint rename',
  usage: 'endpoint rename <name> to <new name>',
  summary: 'Give an endpoint another name',
  examples: ['endpoint rename Contoso to "Contoso, old"'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name'), to: text(100, 'The new name') }),
  run: (context, { name, to }) =>
    withEndpoint(context, name, async (endpoint) => {
      const renamed = await context.engine.endpoints.rename(context.actor, endpoint.id, to);
      return renamed.ok
        ? done(
            endpointChangedCard(
              `"${endpoint.name}" is called "${renamed.value.name}" now`,
              'Its tenant, its app and its secret are the same.',
            ),
          )
        : refused(renamed.refusal);
    }),
});
