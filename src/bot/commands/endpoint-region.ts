/** endpoint region: where a tenant's mail lies, which a destination must say. */
import { z } from 'zod';
import { endpointChangedCard, regionCard } from '../cards/endpoint.ts';
import { maybe, text } from './args.ts';
import { command } from './command.ts';
import { withEndpoint } from './connect.ts';
import { done, refused } from './reply.ts';

export const endpointRegion = command({
  name: 'endpoint region',
  usage: 'endpoint region <name> <region>',
  summary: "Say in which region a tenant's mail lies; a destination needs it",
  examples: ['endpoint region Fabrikam', 'endpoint region "Old tenant" North America'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: text(100, 'The name'), region: maybe(text(100, 'The region')) }),
  run: (context, { name, region }) =>
    withEndpoint(context, name, async (endpoint) => {
      if (region === undefined) return done(regionCard(endpoint));
      const placed = await context.engine.endpoints.setRegion(context.actor, endpoint.id, region);
      return placed.ok
        ? done(
            endpointChangedCard(
              `The region of "${placed.value.name}" is ${placed.value.region}`,
              "All mail goes through the machines that Mailferry's workers run on: run them in or near the destination's region.",
            ),
          )
        : refused(placed.refusal);
    }),
});
