/** licences: how many were ordered, are available, applied, used, and when they expire. */
import { z } from 'zod';
import { licencesCard } from '../cards/licences.ts';
import { project } from './args.ts';
import { command } from './command.ts';
import { projectHere } from './current.ts';
import { licencesUrl } from './licensing.ts';
import { done, refused } from './reply.ts';

export const licences = command({
  name: 'licences',
  usage: 'licences',
  summary: 'Licences: ordered, available, applied, used, and when they expire',
  examples: ['licences'],
  role: 'viewer',
  group: 'Licences',
  parse: z.object({ project }),
  async run(context, { project: pinned }) {
    const here = await projectHere(context, pinned);
    const view = await context.engine.licences.view(context.actor, here?.id);
    if (!view.ok) return refused(view.refusal, [{ label: 'Count licences', command: 'licences on' }]);
    const shown = { timeZone: here?.timeZone ?? 'UTC' };
    return done(
      licencesCard(
        view.value,
        here === undefined ? shown : { ...shown, csvUrl: await licencesUrl(context, here.id) },
      ),
    );
  },
});
