/** role: gives somebody a role, or says which one newcomers get. */
import { z } from 'zod';
import { agreedCard, roleGivenCard } from '../cards/people.ts';
import { withArticle } from '../permissions.ts';
import { roles } from '../views.ts';
import { oneOf, text } from './args.ts';
import { command } from './command.ts';
import { done, refused } from './reply.ts';

export const role = command({
  name: 'role',
  usage: 'role <name> viewer|operator|approver|owner',
  summary: 'Give somebody a role, or say which one newcomers get',
  examples: ['role newcomers operator', 'role #3 owner', 'role Sam approver'],
  role: 'owner',
  group: 'People',
  parse: z.object({
    who: text(200, 'The name'),
    role: oneOf(roles, 'A role is viewer, operator, approver or owner.'),
  }),
  run: async ({ engine, actor }, { who, role: wanted }) => {
    const { name } = await engine.workgroups.get(actor.workgroupId);
    if (who.toLowerCase() === 'newcomers') {
      await engine.people.agree(actor, { memberRole: wanted });
      return done(
        agreedCard(
          name,
          `Newcomers become ${withArticle(wanted)}. Whoever is here already stays what they are.`,
        ),
      );
    }
    const given = await engine.people.give(actor, who, wanted);
    return given.ok
      ? done(roleGivenCard(name, given.value.person, given.value.before))
      : refused(given.refusal);
  },
});
