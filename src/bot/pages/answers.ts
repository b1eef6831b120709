/** What a page request gets back, with the headers that keep secrets where they are. */
import { randomBytes } from 'node:crypto';
import { html, layout, type Page } from './html.ts';

export interface PageRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: Buffer;
  remoteAddress: string;
}

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** The link is the key: it must not leave in a Referer, a cache or a frame. */
const careful = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

export const showPage = (page: Page, status = 200): PageAnswer => {
  const nonce = randomBytes(16).toString('base64');
  return {
    status,
    headers: {
      ...careful,
      'content-type': 'text/html; charset=utf-8',
      'x-frame-options': 'DENY',
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    },
    body: layout(page, nonce),
  };
};

export const download = (fileName: string, text: string): PageAnswer => ({
  status: 200,
  headers: {
    ...careful,
    'content-type': `${fileName.endsWith('.csv') ? 'text/csv' : 'text/plain'}; charset=utf-8`,
    'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]+/g, '-')}"`,
  },
  // With the mark, Excel and Windows PowerShell read UTF-8 instead of guessing.
  body: `\ufeff${text.replace(/^\ufeff/, '')}`,
});

export const json = (status: number, value: unknown): PageAnswer => ({
  status,
  headers: { ...careful, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

export const goTo = (path: string): PageAnswer => ({
  status: 303,
  headers: { ...careful, location: path },
  body: '',
});

export const sentence = (title: string, text: string, next: string, status: number): PageAnswer =>
  showPage(
    {
      title,
      tone: status < 400 ? 'good' : 'warning',
      body: html`<p>${text}</p><p class="notice">Next: ${next}</p>`,
    },
    status,
  );
