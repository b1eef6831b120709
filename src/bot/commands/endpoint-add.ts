/** endpoint add: a tenant and its app registration. Its secret is never an argument of anything. */
import { z } from 'zod';
import { endpointCard } from '../cards/endpoint.ts';
import { maybe, oneOf, text } from './args.ts';
import { command } from './command.ts';
import { done, refused } from './reply.ts';

export const endpointAdd = command({
  name: 'endpoint add',
  usage: 'endpoint add <name> tenant <id> client <id> [region <region>]',
  summary: 'Add a tenant with its app registration',
  examples: [
    'endpoint add Fabrikam tenant fabrikam.onmicrosoft.com client 2b9e4d70-1c3f-4e58-8a6d-5f0e7c1b9a34 region Europe',
    'endpoint add Contoso tenant contoso.onmicrosoft.com client 7f3a0c1e-5d2b-4a8e-9c61-0b4d8e2f6a17',
  ],
  role: 'operator',
  group: 'Set up',
  parse: z.object({
    name: text(80, 'The name'),
    // Missing ids are the engine's to name: what can be no endpoint at all is said first.
    tenant: maybe(text(100, 'The tenant id')),
    client: maybe(text(100, 'The client id')),
    region: maybe(text(100, 'The region')),
    type: maybe(text(100, 'The type')),
    delegated: maybe(oneOf(['yes', 'password'], 'Delegated is yes or left out.')),
  }),
  async run({ engine, actor, links, conversation }, { tenant = '', client = '', ...wanted }) {
    const added = await engine.endpoints.add(actor, { ...wanted, tenantId: tenant, clientId: client });
    if (!added.ok)
      return refused(
        added.refusal,
        wanted.delegated === undefined
          ? []
          : [{ label: 'How to register the app', command: 'endpoint guide' }],
      );
    return done(
      endpointCard(
        added.value,
        await links.make(actor, 'secret', { endpointId: added.value.id, conversationId: conversation.id }),
      ),
    );
  },
});
