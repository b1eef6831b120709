/** self-approval: whether whoever asks for a pass may approve it. */
import { z } from 'zod';
import { agreedCard } from '../cards/people.ts';
import { oneOf } from './args.ts';
import { command } from './command.ts';
import { done, refused } from './reply.ts';

export const selfApproval = command({
  name: 'self-approval',
  usage: 'self-approval on|off',
  summary: 'May whoever asks for a pass approve it?',
  examples: ['self-approval off'],
  role: 'owner',
  group: 'People',
  parse: z.object({
    change: oneOf(['on', 'off'], 'It is on or off.'),
  }),
  run: async ({ engine, actor, localMode }, { change }) => {
    if (localMode)
      return refused({
        code: 'invalid',
        sentence: 'On one machine the environment decides whether one may approve their own plans.',
        next: 'Start Mailferry with MAILFERRY_FOUR_EYES=1 or 0.',
      });
    const { name } = await engine.workgroups.get(actor.workgroupId);
    await engine.people.agree(actor, { selfApproval: change === 'on' });
    return done(
      agreedCard(
        name,
        change === 'on'
          ? 'Whoever asks for a pass may approve it now. One pair of eyes sees less than two: "self-approval off" takes it back.'
          : 'Somebody other than whoever asked must approve now. Passes that run go on.',
      ),
    );
  },
});
