/** people: who is in this workgroup, and what each may do. */
import { z } from 'zod';
import { peopleCard } from '../cards/people.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const people = command({
  name: 'people',
  usage: 'people',
  summary: 'Who is here, and what each may do',
  examples: ['people'],
  role: 'viewer',
  group: 'People',
  parse: z.object({}),
  run: async ({ engine, actor }) => {
    const { name } = await engine.workgroups.get(actor.workgroupId);
    return done(peopleCard(name, await engine.people.list(actor)));
  },
});
