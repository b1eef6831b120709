/** sharing: whether the members of this workgroup see each other's projects. */
import { z } from 'zod';
import { agreedCard } from '../cards/people.ts';
import { oneOf } from './args.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

export const sharing = command({
  name: 'sharing',
  usage: 'sharing on|off',
  summary: "Do people here see each other's projects?",
  examples: ['sharing off'],
  role: 'owner',
  group: 'People',
  parse: z.object({ change: oneOf(['on', 'off'], 'It is on or off.') }),
  run: async ({ engine, actor }, { change }) => {
    const { name } = await engine.workgroups.get(actor.workgroupId);
    await engine.people.agree(actor, { sharesProjects: change === 'on' });
    return done(
      agreedCard(
        name,
        change === 'on'
          ? 'Everybody here sees all projects now.'
          : 'Everybody sees the projects that they made themselves now, and owners see all: where somebody else must approve, an owner does. What a channel works on is still posted there.',
      ),
    );
  },
});
