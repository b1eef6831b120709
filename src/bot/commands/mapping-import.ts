/** mapping import: reads pairs of addresses and shows them. Nothing counts before `mapping confirm`. */
import { z } from 'zod';
import { askPairsCard } from '../cards/recipient-mapping.ts';
import type { Reply } from '../surface.ts';
import type { ProjectSummary } from '../views.ts';
import { maybe, project, text } from './args.ts';
import { type Context, command } from './command.ts';
import { withProject } from './current.ts';
import { showPairs } from './previewing.ts';
import { done, refused } from './reply.ts';

export const mappingImport = command({
  name: 'mapping import',
  usage: 'mapping import [the pairs, pasted below]',
  summary: 'Add pairs of addresses from a CSV: pasted, uploaded or attached',
  examples: ['mapping import', 'mapping import\nsource,destination\nsales@contoso.com,vertrieb@fabrikam.com'],
  role: 'operator',
  group: 'Addresses',
  parse: z.object({ text: maybe(text(1_000_000, 'The list')), project }),
  run: (context, { text: pasted, project: pinned }) =>
    withProject(context, pinned, async (current) => {
      const [file, ...more] = context.inbound.files ?? [];
      if (more.length > 0) return refused(oneFile);
      if (file !== undefined) return preview(context, current, { fileName: file.name, bytes: file.bytes });
      if (pasted !== undefined)
        return preview(context, current, { fileName: 'pasted pairs', bytes: Buffer.from(pasted) });
      const { links, actor, conversation } = context;
      const data = { projectId: current.id, conversationId: conversation.id, what: 'pairs' };
      return done(askPairsCard(current, await links.make(actor, 'upload', data)));
    }),
});

const preview = async (
  context: Context,
  current: ProjectSummary,
  file: { fileName: string; bytes: Buffer },
): Promise<Reply> => {
  const read = await context.engine.mapping.preview(context.actor, current.id, file);
  return read.ok ? done(await showPairs(context, current, read.value)) : refused(read.refusal);
};

const oneFile = {
  code: 'invalid' as const,
  sentence: 'You attached more than one file, and I read one list at a time. Nothing was read.',
  next: 'Send the files one after the other, each in its own message.',
};
