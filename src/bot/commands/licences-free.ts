/** licences free: takes back licences that no pass has used. */
import { z } from 'zod';
import { licencesFreedCard } from '../cards/licences.ts';
import { addresses, project } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const licencesFree = command({
  name: 'licences free',
  usage: 'licences free <addresses>',
  summary: 'Take back licences that are not used yet',
  examples: ['licences free anna@contoso.com', 'licences take back anna@contoso.com'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({ addresses, project }),
  run: (context, { addresses: named = [], project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const freed = await context.engine.licences.takeBack(context.actor, current.id, named);
      return freed.ok ? done(licencesFreedCard(current, freed.value)) : refused(freed.refusal);
    }),
});
