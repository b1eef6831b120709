/** The page that takes one client secret or one certificate, once. The engine signs in with it before it keeps it. */
import { z } from 'zod';
import { permissionsPage } from '../../engine/app-permissions.ts';
import type { Refusal } from '../../engine/refusal.ts';
import { setupCard } from '../commands/setup.ts';
import type { Endpoint } from '../views.ts';
import { type PageAnswer, type PageRequest, sentence, showPage } from './answers.ts';
import { closedPage } from './closed.ts';
import { type Html, html } from './html.ts';
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
  const show = (refusal?: Refusal) =>
    showPage(form(endpoint.value, refusal, visit.sandbox !== undefined), refusal === undefined ? 200 : 422);
  if (request.method !== 'POST') return show();
  const fields = new URLSearchParams(request.body.toString('utf8'));
  const [secret, certificate] = ['secret', 'certificate'].map((field) => fields.get(field)?.trim() ?? '');
  if (secret && certificate) return show(twice);
  const typed = certificate || secret;
  if (!typed) return show(empty);
  if (!(await visit.use())) return closedPage({ state: 'used', purpose: 'secret' });
  const saved = await engine.endpoints.setSecret(actor, endpointId, typed);
  await engine.audit.write({
    actor,
    command: 'endpoint secret',
    args: { endpoint: endpointId },
    result: saved.ok ? 'stored' : saved.refusal.code,
  });
  if (!saved.ok) {
    await visit.giveBack();
    return show(saved.refusal);
  }
  await tellTheChat(visit);
  return showPage({
    title: `The ${certificate ? 'certificate' : 'secret'} works and is stored`,
    tone: 'good',
    body: html`<p>I signed in to “${endpoint.value.name}” with it. It is kept encrypted, and this page has closed.</p>
<p class="notice">Next: go back to the chat. This window can be closed.</p>`,
  });
};

const empty: Refusal = {
  code: 'invalid',
  sentence: 'Both fields were empty.',
  next: 'Paste the secret’s value, or a certificate with its private key.',
};
const twice: Refusal = {
  code: 'invalid',
  sentence: 'Both fields were filled in, and an endpoint signs in with one of the two.',
  next: 'Fill in only the one that it shall use.',
};

const form = (endpoint: Endpoint, refusal: Refusal | undefined, isSandbox: boolean) => ({
  title: `Secret or certificate of “${endpoint.name}”`,
  tone: refusal === undefined ? ('accent' as const) : ('bad' as const),
  body: html`${refusal === undefined ? undefined : html`<p class="notice" role="alert"><strong>${refusal.sentence}</strong> ${refusal.next}${refusal.code === 'consent-missing' && !isSandbox ? consentLink(endpoint) : undefined}</p>`}
<p>Fill in one of the two. I sign in with it once before I keep it; it is stored encrypted and never shown again.</p>
<dl><dt>Tenant id</dt><dd>${endpoint.tenantId}</dd><dt>Client id</dt><dd>${endpoint.clientId}</dd></dl>
<form method="post" autocomplete="off">
<label for="secret">Client secret</label>
<input type="password" id="secret" name="secret" autofocus autocomplete="off" spellcheck="false" maxlength="500" aria-describedby="secret-hint">
<p id="secret-hint" class="soft">Its <strong>value</strong>, not its id, from Entra under App registrations, Certificates &amp; secrets. The value is shown only right after it is made.</p>
<label for="certificate">Or a certificate with its private key</label>
<textarea id="certificate" name="certificate" autocomplete="off" spellcheck="false" maxlength="50000" placeholder="-----BEGIN PRIVATE KEY-----" aria-describedby="certificate-hint"></textarea>
<p id="certificate-hint" class="soft">As PEM text, both blocks, with an RSA key and no passphrase. Its certificate is uploaded in the app registration under Certificates &amp; secrets first.</p>
<label for="file">The certificate’s .pem file</label>
<input type="file" id="file" accept=".pem,.key,.crt,.cer" multiple aria-describedby="state">
<p id="state" class="soft" role="status">It is read into the field above; nothing is sent before you press the button.</p>
<button type="submit">Sign in and save</button>
</form>
<p class="soft">This page works once, for 15 minutes.</p>`,
  script: readFile,
});

const consentLink = ({ clientId }: Endpoint): Html =>
  html` <a href="${permissionsPage(clientId)}" rel="noreferrer">Its permissions in Entra</a>`;

/** A key and its certificate may be two files. */
const readFile = `
const file = document.getElementById('file'), state = document.getElementById('state'), field = document.getElementById('certificate');
file.addEventListener('change', async () => {
  const chosen = [...file.files];
  if (chosen.some(({ size }) => size > 50000)) { state.textContent = 'This file is larger than a certificate can be. Choose the .pem file.'; return; }
  field.value = (await Promise.all(chosen.map((one) => one.text()))).join('\\n');
  state.textContent = 'In the field above: ' + chosen.map(({ name }) => name).join(', ') + '.';
});`;

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
