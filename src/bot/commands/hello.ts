/** hello: the greeting card again. */
import { z } from 'zod';
import { greeting } from '../greeting.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const hello = command({
  name: 'hello',
  usage: 'hello',
  summary: 'Show the way in, step by step',
  examples: ['hello'],
  role: 'viewer',
  group: 'Help',
  parse: z.object({}),
  run: async (context) => done(greeting(context, context.inbound.person.name)),
});
