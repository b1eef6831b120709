/** The page that takes one client secret, once. The engine signs in with it before it keeps it. */
import { z } from 'zod';
import type { Refusal } from '../../engine/refusal.ts';
import { setupCard } from '../commands/setup.ts';
import type { Endpoint } from '../views.ts';
import { type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { closedPage } from './closed.ts';
import { html } from './html.ts';
import type { Visit } from './visit.ts';

const linkData = z.object({
  endpointId: z.number(),
  conversationId: z.number(),
  projectId: z.number().optional(),
});

export const secretPage = async (visit: Visit, request: PageRequest): Promise<PageAnswer> => {
  const { engine, actor, link } = visit;
  const { endpointId } = linkData.parse(link.data);
  const endpoint = await engine.endpoints.get(actor, endpointId);
  if (!endpoint.ok)
    return sentence('This endpoint is gone', endpoint.refusal.sentence, endpoint.refusal.next, 404);
  if (request.method !== 'POST') return showPage(form(endpoint.value));
  const secret = new URLSearchParams(request.body.toString('utf8')).get('secret')?.trim() ?? '';
  if (secret === '') return showPage(form(endpoint.value, empty), 422);
  if (!(await visit.use())) return closedPage({ state: 'used', purpose: 'secret' });
  const saved = await engine.endpoints.setSecret(actor, endpointId, secret);
  await engine.audit.write({
    actor,
    command: 'endpoint secret',
    args: { endpoint: endpointId },
    result: saved.ok ? 'stored' : saved.refusal.code,
  });
  if (!saved.ok) {
    await visit.giveBack();
    return showPage(form(endpoint.value, saved.refusal), 422);
  }
  await tellTheChat(visit);
  return showPage({
    title: 'The secret works and is stored',
    tone: 'good',
    body: html`<p>I signed in to “${endpoint.value.name}” with it. It is kept encrypted, and this page has closed.</p>
<p class="notice">Next: go back to the chat. This window can be closed.</p>`,
  });
};

const empty: Refusal = {
  code: 'invalid',
  sentence: 'The field was empty.',
  next: 'Paste the secret’s value.',
};

const form = (endpoint: Endpoint, refusal?: Refusal) => ({
  title: `Client secret of “${endpoint.name}”`,
  tone: refusal === undefined ? ('accent' as const) : ('bad' as const),
  body: html`${refusal === undefined ? undefined : html`<p class="notice" role="alert"><strong>${refusal.sentence}</strong> ${refusal.next}</p>`}
<p>Paste the <strong>value</strong> of the client secret, not its id. I sign in with it once before I keep it; it is stored encrypted and never shown again.</p>
<dl><dt>Tenant id</dt><dd>${endpoint.tenantId}</dd><dt>Client id</dt><dd>${endpoint.clientId}</dd></dl>
<form method="post" autocomplete="off">
<label for="secret">Client secret</label>
<input type="password" id="secret" name="secret" required autofocus autocomplete="off" spellcheck="false" maxlength="500">
<button type="submit">Sign in and save</button>
</form>
<p class="soft">You find it in Entra under App registrations, Certificates &amp; secrets. The value is shown only right after it is made. This page works once, for 15 minutes.</p>`,
});

/** The chat goes on by itself: the secret that is still missing, or the next setup card. */
const tellTheChat = async (visit: Visit): Promise<void> => {
  const { conversationId, projectId } = linkData.parse(visit.link.data);
  if (projectId === undefined) return;
  const project = await visit.engine.projects.get(visit.actor, projectId);
  if (!project.ok) return;
  const setup = { ...visit, conversation: { id: conversationId } };
  const known = await visit.engine.endpoints.list(visit.actor);
  const used = known.filter(
    ({ id }) => id === project.value.sourceEndpointId || id === project.value.destinationEndpointId,
  );
  // While one secret is missing, its button on the card that is already there still works.
  if (used.some(({ hasSecret }) => !hasSecret)) return;
  await visit.say(conversationId, await setupCard(setup, project.value));
};
