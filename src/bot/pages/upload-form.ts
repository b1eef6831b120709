/** The form that takes a list: a file, or pasted text. */
import { bytes } from '../cards/format.ts';
import type { PageRequest } from './answers.ts';
import { html } from './html.ts';

/** 50,000 rows of two long addresses are about 5 MB. */
export const largestUpload = 10_000_000;

/** The script sends a file's bytes as they are; the paste box is a plain form and needs no script. */
export const fileOf = ({ headers, body, query }: PageRequest): { fileName: string; bytes: Buffer } =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
    ? {
        fileName: 'pasted list',
        bytes: Buffer.from(new URLSearchParams(body.toString('utf8')).get('text') ?? ''),
      }
    : { fileName: (query.get('name') ?? 'list.csv').slice(0, 200), bytes: body };

export const form = ({
  title,
  intro,
  example,
  problem,
}: {
  title: string;
  intro: string;
  example: string;
  problem?: string | undefined;
}) => ({
  title,
  tone: problem === undefined ? ('accent' as const) : ('bad' as const),
  body: html`${problem === undefined ? undefined : html`<p class="notice" role="alert">${problem}</p>`}
<p>${intro}</p>
<pre>${example}</pre>
<label for="file">Upload a file</label>
<input type="file" id="file" accept=".csv,.txt,.tsv,text/csv,text/plain">
<p id="state" class="soft" role="status">Up to ${bytes(largestUpload)}.</p>
<form method="post" autocomplete="off">
<label for="text">Or paste the list</label>
<textarea id="text" name="text" required spellcheck="false" placeholder="source,destination"></textarea>
<button type="submit">Preview</button>
</form>
<p class="soft">This page works once, for 15 minutes.</p>`,
  script: sendFile,
});

/** The answer is a redirect to the preview, or a page that says what is wrong: both are simply shown. */
const sendFile = `
const file = document.getElementById('file'), state = document.getElementById('state');
file.addEventListener('change', async () => {
  const chosen = file.files[0];
  if (!chosen) return;
  if (chosen.size > ${largestUpload}) { state.textContent = 'This file is larger than a list may be. Split it, and send the parts one after the other.'; return; }
  state.textContent = 'Reading ' + chosen.name + ' …';
  try {
    const answer = await fetch('?name=' + encodeURIComponent(chosen.name), { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: chosen });
    if (answer.redirected) { location.replace(answer.url); return; }
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const said = page.querySelector('[role=alert]') || page.querySelector('h1');
    state.textContent = said ? said.textContent : 'That did not work. Try again.';
  } catch { state.textContent = 'The file did not arrive. Check the connection and choose it again.'; }
  file.value = '';
});`;
