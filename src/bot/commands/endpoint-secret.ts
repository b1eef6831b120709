/** endpoint secret: a fresh one-time page for a client secret or a certificate, because pages expire and secrets do too. */
import { z } from 'zod';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { endpointsOf, withEndpoint } from './connect.ts';
import { withProject } from './current.ts';
import { done } from './reply.ts';
import { secretsFor, setupCard } from './setup.ts';

export const endpointSecret = command({
  name: 'endpoint secret',
  usage: 'endpoint secret [name]',
  summary: 'Get a one-time page for a client secret or a certificate',
  examples: ['endpoint secret', 'endpoint secret Contoso'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ name: maybe(text(80, 'The name')), project }),
  async run(context, { name, project: pinned }) {
    if (name !== undefined)
      return withEndpoint(context, name, async (endpoint) =>
        done(await secretsFor(context, [endpoint], [endpoint])),
      );
    return withProject(context, pinned, async (current) => {
      const used = await endpointsOf(context, current);
      const missing = used.filter(({ hasSecret }) => !hasSecret);
      return done(
        missing.length === 0
          ? await setupCard(context, current)
          : await secretsFor(context, missing, used, current),
      );
    });
  },
});
