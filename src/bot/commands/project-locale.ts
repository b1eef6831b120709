/** project locale: how numbers and dates are written on this project's cards. */
import { z } from 'zod';
import { inLocale } from '../cards/format.ts';
import { projectCard } from '../cards/project.ts';
import { project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const projectLocale = command({
  name: 'project locale',
  usage: 'project locale <language-COUNTRY>',
  summary: 'How numbers and dates are written here',
  examples: ['project locale de-DE', 'project locale en-US'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ locale: text(40, 'The locale'), project }),
  run: (context, { locale, project: pinned }) =>
    withProject(context, pinned, async ({ id }) => {
      const { engine, actor } = context;
      const changed = await engine.projects.write(actor, id, { locale });
      if (!changed.ok) return refused(changed.refusal);
      const endpoints = await engine.endpoints.list(actor);
      return done(inLocale(changed.value.locale, () => projectCard(changed.value, endpoints)));
    }),
});
