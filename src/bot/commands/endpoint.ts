/** endpoint: the tenants this workgroup knows, and whether their secrets work. */
import { z } from 'zod';
import { endpointsCard } from '../cards/endpoint.ts';
import { command } from './command.ts';
import { zoneHere } from './current.ts';
import { done } from './reply.ts';

export const endpoint = command({
  name: 'endpoint',
  usage: 'endpoint',
  summary: 'List the endpoints and whether their secrets work',
  examples: ['endpoint'],
  role: 'viewer',
  group: 'Set up',
  parse: z.object({}),
  async run(context) {
    const { engine, actor } = context;
    return done(endpointsCard(await engine.endpoints.list(actor), await zoneHere(context)));
  },
});
