/** endpoint guide: what to register in each tenant, step by step, with the least permissions that do. */
import { z } from 'zod';
import { endpointGuideCard } from '../cards/endpoint-guide.ts';
import { maybe, project } from './args.ts';
import { command } from './command.ts';
import { endpointsOf } from './connect.ts';
import { done } from './reply.ts';

export const endpointGuide = command({
  name: 'endpoint guide',
  usage: 'endpoint guide [source|destination]',
  summary: 'How to register the app in a tenant, with exactly the permissions it needs',
  examples: ['endpoint guide', 'endpoint guide destination'],
  role: 'viewer',
  group: 'Set up',
  parse: z.object({
    side: maybe(
      z.preprocess(
        (said) => String(said).toLowerCase(),
        z.enum(['source', 'destination'], 'A side is source or destination.'),
      ),
    ),
    project,
  }),
  run: async (context, { side = 'source', project: pinned }) => {
    const { engine, actor, conversation } = context;
    const id = pinned ?? conversation.projectId ?? undefined;
    const found = id === undefined ? undefined : await engine.projects.get(actor, id);
    const used = found?.ok ? await endpointsOf(context, found.value) : [];
    const own = found?.ok
      ? used.find(
          (one) =>
            one.id === (side === 'source' ? found.value.sourceEndpointId : found.value.destinationEndpointId),
        )
      : undefined;
    return done(endpointGuideCard(side, own, context.sandbox !== undefined));
  },
});
