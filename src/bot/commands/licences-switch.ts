/** licences on, licences off: whether passes that move everything need a licence for each mailbox. */
import { z } from 'zod';
import { countingCard } from '../cards/licences.ts';
import { command } from './command.ts';
import { done } from './reply.ts';

const counting = (on: boolean) =>
  command({
    name: on ? 'licences on' : 'licences off',
    usage: on ? 'licences on' : 'licences off',
    summary: on ? 'Count licences: "prestage" and "full" need one per mailbox' : 'Count licences no more',
    examples: [on ? 'licences on' : 'licences off'],
    role: 'owner',
    group: 'Licences',
    parse: z.object({}),
    run: async ({ engine, actor }) => {
      await engine.licences.count(actor, on);
      const { name } = await engine.workgroups.get(actor.workgroupId);
      return done(countingCard(name, on));
    },
  });

export const licencesOn = counting(true);
export const licencesOff = counting(false);
