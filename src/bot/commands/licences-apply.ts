/** licences apply: gives users of the project's customer their licences. */
import { z } from 'zod';
import { licencesAppliedCard } from '../cards/licences.ts';
import { addresses, maybe, project, waves } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { missingLicences } from './licensing.ts';
import { done, refused } from './reply.ts';

export const licencesApply = command({
  name: 'licences apply',
  usage: 'licences apply [addresses or waves] [available]',
  summary: 'Give users a licence: all who have none, or those named',
  examples: ['licences apply', 'licences apply anna@contoso.com', 'licences apply wave-1 available'],
  role: 'operator',
  group: 'Licences',
  parse: z.object({ addresses, waves, available: maybe(z.literal('yes')), project }),
  run: (context, { available, project: pinned, ...wanted }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const scope = { ...wanted, available: available !== undefined };
      const applied = await engine.licences.apply(actor, current.id, scope);
      if (applied.ok) return done(licencesAppliedCard(current, applied.value));
      return refused(
        applied.refusal,
        applied.refusal.code === 'no-licence' ? await missingLicences(context, current.id, wanted) : [],
      );
    }),
});
