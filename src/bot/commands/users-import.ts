/** users import: reads a list and shows what it would do. Nothing is saved before `users confirm`. */
import { z } from 'zod';
import { columnsCard } from '../cards/import-preview.ts';
import type { Reply } from '../surface.ts';
import type { ProjectSummary } from '../views.ts';
import { maybe, project, text } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { showPreview } from './previewing.ts';
import { done, refused } from './reply.ts';
import { usersFor } from './setup.ts';

export const usersImport = command({
  name: 'users import',
  usage: 'users import [the list, pasted below]',
  summary: 'Add mailboxes from a CSV: pasted, uploaded or attached',
  examples: ['users import', 'users import\nsource,destination\nanna@contoso.com,anna@fabrikam.com'],
  role: 'operator',
  group: 'Users',
  parse: z.object({ text: maybe(text(1_000_000, 'The list')), sample: maybe(z.literal('yes')), project }),
  run: (context, { text: pasted, sample, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const [file, ...more] = context.inbound.files ?? [];
      if (more.length > 0) return refused(oneFile);
      if (file !== undefined) return preview(context, current, { fileName: file.name, bytes: file.bytes });
      if (sample !== undefined) {
        return context.sandbox === undefined
          ? refused(noSandbox)
          : preview(context, current, {
              fileName: 'sample.csv',
              bytes: Buffer.from(context.sandbox.sampleCsv),
            });
      }
      if (pasted !== undefined)
        return preview(context, current, { fileName: 'pasted list', bytes: Buffer.from(pasted) });
      return done(await usersFor(context, current));
    }),
});

const preview = async (
  context: Context,
  current: ProjectSummary,
  file: { fileName: string; bytes: Buffer },
): Promise<Reply> => {
  const read = await context.engine.imports.preview(context.actor, current.id, file);
  if (!read.ok) return refused(read.refusal);
  return 'columns' in read.value
    ? done(columnsCard(current, read.value))
    : showPreview(context, current, read.value);
};

const oneFile = {
  code: 'invalid' as const,
  sentence: 'You attached more than one file, and I read one list at a time. Nothing was read.',
  next: 'Send the files one after the other, each in its own message.',
};

const noSandbox = {
  code: 'not-ready' as const,
  sentence: 'The sample list belongs to the sandbox tenants, and none run here.',
  next: 'Bring your own list: say "users import".',
};
