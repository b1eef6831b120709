/** The page that takes a list of pairs of addresses. Its preview, with the button that makes it count, is in the chat. */
import { z } from 'zod';
import { bytes, many } from '../cards/format.ts';
import { showPairs } from '../commands/previewing.ts';
import { type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { closedPage } from './closed.ts';
import { fileOf, form, largestUpload } from './upload-form.ts';
import type { Visit } from './visit.ts';

const pairsData = z.object({ projectId: z.number(), conversationId: z.number() });

export const pairsPage = async (visit: Visit, request: PageRequest): Promise<PageAnswer> => {
  const { projectId, conversationId } = pairsData.parse(visit.link.data);
  const { engine, actor } = visit;
  const project = await engine.projects.get(actor, projectId);
  if (!project.ok)
    return sentence('This project is gone', project.refusal.sentence, project.refusal.next, 404);
  const shown = (problem?: string) =>
    form({
      title: `Addresses of “${project.value.name}”`,
      intro:
        'A list with two columns, the old and the new address. The old one may be a name of Exchange (“/o=…”). I show in the chat what I read, before it counts.',
      example: 'source,destination\nsales@contoso.com,vertrieb@fabrikam.com',
      problem,
    });
  if (request.method !== 'POST') return showPage(shown());
  const file = fileOf(request);
  if (file.bytes.length > largestUpload)
    return showPage(
      shown(
        `The file has ${bytes(file.bytes.length)}, and a list may have ${bytes(largestUpload)}. Split it, and send the parts one after the other.`,
      ),
      413,
    );
  if (file.bytes.length === 0)
    return showPage(shown('There was nothing in it. Choose a file, or paste the list.'), 422);
  if (!(await visit.use())) return closedPage({ state: 'used', purpose: 'upload' });
  const read = await engine.mapping.preview(actor, projectId, file);
  if (!read.ok) {
    await visit.giveBack();
    return showPage(shown(`${read.refusal.sentence} ${read.refusal.next}`), 422);
  }
  await engine.audit.write({
    actor,
    command: 'mapping import',
    args: { project: projectId, by: 'page', bytes: file.bytes.length },
    result: `list ${read.value.importId}`,
  });
  await visit.say(conversationId, await showPairs(visit, project.value, read.value));
  const { fresh, changed, badRows } = read.value;
  return sentence(
    `${many(fresh + changed, 'pair')} read: confirm them in the chat`,
    `Nothing counts yet.${badRows > 0 ? ` ${many(badRows, 'row')} cannot be used; the chat says why.` : ''}`,
    'go back to the chat. This window can be closed.',
    200,
  );
};
