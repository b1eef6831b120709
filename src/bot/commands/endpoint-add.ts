/** endpoint add: a tenant and its app registration. Its secret is never an argument of anything. */
import { z } from 'zod';
import { endpointCard } from '../cards/endpoint.ts';
import { text } from './args.ts';
import { command } from './command.ts';
import { done, refused } from './reply.ts';

export const endpointAdd = command({
  name: 'endpoint add',
  usage: 'endpoint add <name> tenant <id> client <id>',
  summary: 'Add a tenant with its app registration',
  examples: [
    'endpoint add Contoso tenant contoso.onmicrosoft.com client 7f3a0c1e-5d2b-4a8e-9c61-0b4d8e2f6a17',
  ],
  role: 'operator',
  group: 'Set up',
  parse: z.object({
    name: text(80, 'The name'),
    tenant: text(100, 'The tenant id'),
    client: text(100, 'The client id'),
  }),
  async run({ engine, actor, links, conversation }, { name, tenant, client }) {
    const added = await engine.endpoints.add(actor, { name, tenantId: tenant, clientId: client });
    if (!added.ok) return refused(added.refusal);
    return done(
      endpointCard(
        added.value,
        await links.make(actor, 'secret', { endpointId: added.value.id, conversationId: conversation.id }),
      ),
    );
  },
});
