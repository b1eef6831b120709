/** options: what the project asks for beyond "everything", under the names that admins know. */
import { z } from 'zod';
import { optionFaultsCard, optionsCard } from '../cards/options.ts';
import { maybe, project, text } from './args.ts';
import { command } from './command.ts';
import { withProject } from './current.ts';
import { done, refused } from './reply.ts';

export const options = command({
  name: 'options',
  usage: 'options [Name=Value …]',
  summary: 'Show the options of the project, or paste some to set them',
  examples: ['options', 'options ExcludeFolders="deleteditems, junkemail" LogSubjects=1'],
  role: 'operator',
  group: 'Set up',
  parse: z.object({ text: maybe(text(20_000, 'The list of options')), project }),
  run: (context, { text: pasted, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const { engine, actor } = context;
      const answer =
        pasted === undefined
          ? await engine.projectOptions.list(actor, current.id)
          : await engine.projectOptions.set(actor, current.id, pasted);
      if (answer.ok) return done(optionsCard(answer.value, pasted !== undefined));
      return 'faults' in answer
        ? { card: optionFaultsCard(current, answer.faults), exit: 2, show: 'post' }
        : refused(answer.refusal);
    }),
});
