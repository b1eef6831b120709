/**
 * The page that takes a list of users: a file or pasted text in, then the same preview that the chat shows,
 * with the same two buttons. Nothing is saved before one of them is pressed.
 */
import { z } from 'zod';
import { bytes, count, many } from '../cards/format.ts';
import {
  columnsCard,
  confirmedCard,
  discardedCard,
  faultPlace,
  previewCard,
  readAsWords,
  whatToDo,
} from '../cards/import-preview.ts';
import { previewUrls } from '../commands/previewing.ts';
import type { Fault, ImportPreview, LeftOut, ProjectSummary } from '../views.ts';
import { goTo, type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { closedPage } from './closed.ts';
import { type Html, html } from './html.ts';
import { fileOf, largestUpload, form as uploadForm } from './upload-form.ts';
import type { Visit } from './visit.ts';

const askData = z.object({ projectId: z.number(), conversationId: z.number() });
const shownData = askData.extend({
  preview: z.custom<ImportPreview>((value) => typeof value === 'object' && value !== null),
});

export const uploadPage = async (visit: Visit, request: PageRequest): Promise<PageAnswer> => {
  const shown = shownData.safeParse(visit.link.data);
  if (shown.success)
    return request.method === 'POST'
      ? decide(visit, request, shown.data)
      : showPage(previewed(shown.data.preview));
  const { projectId, conversationId } = askData.parse(visit.link.data);
  const project = await visit.engine.projects.get(visit.actor, projectId);
  if (!project.ok)
    return sentence('This project is gone', project.refusal.sentence, project.refusal.next, 404);
  return request.method === 'POST'
    ? receive(visit, request, project.value, conversationId)
    : showPage(form(project.value));
};

const receive = async (
  visit: Visit,
  request: PageRequest,
  project: ProjectSummary,
  conversationId: number,
): Promise<PageAnswer> => {
  const file = fileOf(request);
  if (file.bytes.length > largestUpload)
    return showPage(
      form(
        project,
        `The file has ${bytes(file.bytes.length)}, and a list may have ${bytes(largestUpload)}. Split it, and send the parts one after the other.`,
      ),
      413,
    );
  if (file.bytes.length === 0)
    return showPage(form(project, 'There was nothing in it. Choose a file, or paste the list.'), 422);
  const { engine, actor, links } = visit;
  if (!(await visit.use())) return closedPage({ state: 'used', purpose: 'upload' });
  const read = await engine.imports.preview(actor, project.id, file);
  if (!read.ok) await visit.giveBack();
  if (!read.ok) return showPage(form(project, `${read.refusal.sentence} ${read.refusal.next}`), 422);
  await engine.audit.write({
    actor,
    command: 'users import',
    args: { project: project.id, by: 'page', bytes: file.bytes.length },
    result: `list ${read.value.importId}`,
  });
  if ('columns' in read.value) {
    await visit.say(conversationId, columnsCard(project, read.value));
    return sentence(
      'Which columns are meant?',
      'The list has columns with names that I do not know. Nothing is saved yet.',
      'go back to the chat: a card there asks which column is which. This window can be closed.',
      200,
    );
  }
  const { faults, leftOut } = read.value;
  const preview = { ...read.value, faults: faults.slice(0, 1_000), leftOut: leftOut.slice(0, 1_000) };
  const next = await links.make(actor, 'upload', { projectId: project.id, conversationId, preview });
  await visit.say(
    conversationId,
    previewCard(
      project,
      read.value,
      await previewUrls({ ...visit, conversation: { id: conversationId } }, read.value),
    ),
  );
  return goTo(new URL(next).pathname);
};

const decide = async (
  visit: Visit,
  request: PageRequest,
  { preview, projectId, conversationId }: z.infer<typeof shownData>,
): Promise<PageAnswer> => {
  const { engine, actor, say } = visit;
  const confirms = new URLSearchParams(request.body.toString('utf8')).get('do') === 'confirm';
  const args = { list: preview.importId, by: 'page' };
  if (!confirms) {
    const discarded = await engine.imports.discard(actor, preview.importId);
    await engine.audit.write({
      actor,
      command: 'users discard',
      args,
      result: discarded.ok ? 'done' : discarded.refusal.code,
    });
    if (!discarded.ok)
      return sentence('Nothing was discarded', discarded.refusal.sentence, discarded.refusal.next, 409);
    await visit.use();
    await say(conversationId, discardedCard(actor.name));
    return sentence(
      'List discarded',
      'Nothing of it was saved.',
      'go back to the chat. This window can be closed.',
      200,
    );
  }
  const confirmed = await engine.imports.confirm(actor, preview.importId);
  await engine.audit.write({
    actor,
    command: 'users confirm',
    args,
    result: confirmed.ok ? 'done' : confirmed.refusal.code,
  });
  if (!confirmed.ok)
    return sentence('Nothing was added', confirmed.refusal.sentence, confirmed.refusal.next, 409);
  await visit.use();
  const project = await engine.projects.get(actor, projectId);
  if (project.ok) await say(conversationId, confirmedCard(project.value, confirmed.value, actor.name));
  return sentence(
    `${many(confirmed.value.added, 'mailbox')} added`,
    'The chat has the card with what comes next.',
    'go back to the chat and verify. This window can be closed.',
    200,
  );
};

const form = (project: ProjectSummary, problem?: string) =>
  uploadForm({
    title: `Users of “${project.name}”`,
    intro:
      'A list with two columns, source and destination address. Commas, semicolons and tabs are all fine. I show what I read before anything is saved.',
    example: 'source,destination\nanna@contoso.com,anna@fabrikam.com',
    problem,
  });

const previewed = (preview: ImportPreview) => ({
  title:
    preview.accepted > 0
      ? `${many(preview.accepted, 'mailbox')} ready to be added`
      : 'Nothing to add in this list',
  tone: preview.faultCount > 0 || preview.accepted === 0 ? ('warning' as const) : ('good' as const),
  body: html`<p>Nothing is saved yet.</p>
<dl><dt>File</dt><dd>${preview.fileName}</dd><dt>New</dt><dd>${count(preview.accepted)}</dd><dt>Already here</dt><dd>${count(preview.already)}</dd><dt>Rows to mend</dt><dd>${count(preview.badRows)}</dd>${preview.readAs === undefined ? undefined : html`<dt>Read as</dt><dd>${readAsWords(preview.readAs)}</dd>`}</dl>
${preview.sample.length === 0 ? undefined : html`<div class="scroll"><table><thead><tr><th>Source</th><th>Destination</th></tr></thead><tbody>${preview.sample.map(({ source, destination }) => html`<tr><td>${source}</td><td>${destination}</td></tr>`)}</tbody></table></div>`}
${preview.accepted > preview.sample.length ? html`<p class="soft">… and ${count(preview.accepted - preview.sample.length)} more.</p>` : undefined}
<div class="forms">${preview.accepted > 0 ? html`<form method="post"><input type="hidden" name="do" value="confirm"><button type="submit">Add ${many(preview.accepted, 'mailbox')}</button></form>` : undefined}
<form method="post"><input type="hidden" name="do" value="discard"><button type="submit" class="quiet">Discard</button></form></div>
${preview.faultCount === 0 ? undefined : html`<h2>Rows to mend</h2><p>They will be left out. Mend them in the file and bring it again: what is here already is recognised.</p>${faultTable(preview.faults, preview.faultCount)}`}`,
});

export const faultTable = (
  faults: Fault[],
  faultCount: number,
): Html => html`<div class="scroll"><table><thead><tr><th>Where</th><th>Value</th><th>What to do</th></tr></thead><tbody>${faults.map((fault) => html`<tr><td>${faultPlace(fault)}</td><td>${fault.value === '' ? '(empty)' : fault.value.slice(0, 200)}</td><td>${whatToDo(fault)}</td></tr>`)}</tbody></table></div>
${faultCount > faults.length ? html`<p class="soft">… and ${count(faultCount - faults.length)} more.</p>` : undefined}`;

export const leftOutTable = (
  leftOut: LeftOut[],
  leftOutCount: number,
): Html => html`<div class="scroll"><table><thead><tr><th>Address</th><th>Why</th></tr></thead><tbody>${leftOut.map(({ address, why }) => html`<tr><td>${address}</td><td>${why}</td></tr>`)}</tbody></table></div>
${leftOutCount > leftOut.length ? html`<p class="soft">… and ${count(leftOutCount - leftOut.length)} more.</p>` : undefined}`;
