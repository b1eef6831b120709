import { expect, test } from 'vitest';
import { download, sentence, showPage } from '../../../../src/bot/pages/answers.ts';
import { assessmentPage } from '../../../../src/bot/pages/assessment.ts';
import { closedPage } from '../../../../src/bot/pages/closed.ts';
import { html } from '../../../../src/bot/pages/html.ts';
import { assessmentReport } from '../cards/facts.ts';

const withoutNonce = (body: string | Buffer): string => String(body).replace(/nonce="[^"]+"/g, 'nonce="…"');

test('text is escaped wherever it stands, nested html is not', () => {
  const name = `<script>alert("x")</script> & 'y'`;
  expect(html`<p title="${name}">${[html`<b>${name}</b>`]}${undefined}${false}${0}</p>`.source).toBe(
    '<p title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;"><b>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;</b>0</p>',
  );
});

test('a page keeps its address to itself and runs nothing but its own script', () => {
  const { headers, body } = showPage({ title: 'Hello', body: html`<p>Text</p>`, script: 'let a = 1 < 2;' });
  const policy = headers['content-security-policy'] ?? '';
  const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
  expect(policy).toContain("default-src 'none'");
  expect(body).toContain(`<script nonce="${nonce}">let a = 1 < 2;</script>`);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  expect(String(body)).not.toMatch(/(?:src|href)=/);
});

test('a download has a safe name, and Excel reads it as UTF-8', () => {
  const { headers, body } = download('Wave "one"\r\nerrors.csv', 'a,b');
  expect(headers['content-disposition']).toBe('attachment; filename="Wave-one-errors.csv"');
  expect(body).toBe('\ufeffa,b');
});

test.for(['expired', 'used', 'unknown', 'not-allowed'] as const)(
  'the page of a link that is %s says why and what next',
  async (state) => {
    const page = closedPage({ state, purpose: 'upload' });
    expect(page.status).toBeGreaterThanOrEqual(400);
    await expect(withoutNonce(page.body)).toMatchFileSnapshot(`../../../golden/pages/closed-${state}.html`);
  },
);

test('a sentence page looks as it did', async () => {
  await expect(
    withoutNonce(sentence('List discarded', 'Nothing of it was saved.', 'go back to the chat.', 200).body),
  ).toMatchFileSnapshot('../../../golden/pages/sentence.html');
});

test('the page of an assessment looks as it did, and carries no address as markup', async () => {
  const [first, ...others] = assessmentReport.assessments;
  const odd = { ...first!, source: '<b>x</b>@contoso.example' };
  const page = assessmentPage(
    { ...assessmentReport, assessments: [odd, ...others] },
    new Date('2026-11-27T10:00:00Z'),
  );
  const { body } = showPage(page);
  expect(body).not.toMatch(/<b>x|style="/);
  await expect(withoutNonce(body)).toMatchFileSnapshot('../../../golden/pages/assessment.html');
});
