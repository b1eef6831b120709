/** endpoint rename: another name for a tenant; nothing else of it changes. */
import { z } from 'zod';
import { endpointChangedCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { byName } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointRename = command({
  name: 'endpoint rename',
  usage: 'endpoint rename <name> to <new name>',
  summary: 'Give an endpoint another name',
  examples: ['endpoint rename Contoso to "Contoso, old"'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name'), to: text(100, 'The new name') }),
  run: async ({ engine, actor }, { name, to }) => {
    const found = byName(await engine.endpoints.list(actor), name);
    if (!found.ok) return refused(found.refusal);
    const renamed = await engine.endpoints.rename(actor, found.value.id, to);
    return renamed.ok
      ? done(
          endpointChangedCard(
            `"${found.value.name}" is called "${renamed.value.name}" now`,
            'Its tenant, its app and its secret are the same.',
          ),
        )
      : refused(renamed.refusal);
  },
});
