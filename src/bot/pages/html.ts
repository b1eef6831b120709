/** The look of the few pages, and the one safe way to put text into them. No script or style from elsewhere. [pure] */

/** HTML that was built here; anything else is text and gets escaped. */
export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/** @example html`<p>${name}</p>` escapes `name`; nested html and arrays of it stay as they are. */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  new Html(strings.map((text, at) => text + (at < values.length ? render(values[at]) : '')).join(''));

const render = (value: unknown): string => {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Html) return value.source;
  if (Array.isArray(value)) return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
};
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export type PageTone = 'accent' | 'good' | 'warning' | 'bad';

export interface Page {
  title: string;
  tone?: PageTone;
  body: Html;
  /** For tables of many columns. */
  wide?: true;
  /** Inline, the only script that may run. */
  script?: string;
}

export const layout = ({ title, tone = 'accent', wide, body, script }: Page, nonce: string): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Mailferry</title>
<style nonce="${nonce}">${new Html(styles)}</style>
</head>
<body>
<main class="${tone}${wide === true ? ' wide' : undefined}">
<header><span class="mark" aria-hidden="true"></span>Mailferry</header>
<h1>${title}</h1>
${body}
</main>
${script === undefined ? undefined : html`<script nonce="${nonce}">${new Html(script)}</script>`}
</body>
</html>
`.source;

const styles = `
:root{--ink:#1b1f24;--soft:#5b6470;--paper:#fff;--back:#f3f5f8;--line:#d9dee5;--accent:#2f5bd8;--good:#1a7f45;--warning:#9a6200;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#eceff3;--soft:#a2abb7;--paper:#1c2027;--back:#12151a;--line:#363d48;--accent:#86a6ff;--good:#5fd08d;--warning:#f0b654;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;padding:1.5rem 1rem;background:var(--back);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem clamp(1rem,4vw,2.25rem) 2rem;background:var(--paper);border:1px solid var(--line);border-top:4px solid var(--tone);border-radius:12px}
main{--tone:var(--accent)}main.good{--tone:var(--good)}main.warning{--tone:var(--warning)}main.bad{--tone:var(--bad)}
header{display:flex;align-items:center;gap:.5rem;color:var(--soft);font-size:.9rem;font-weight:600}
.mark{width:1.1rem;height:.75rem;border:2px solid var(--accent);border-top:0;border-radius:0 0 .6rem .6rem}
h1{margin:.6rem 0 .8rem;font-size:1.5rem;line-height:1.25}
h2{margin:1.6rem 0 .4rem;font-size:1.05rem}
p{margin:.6rem 0}.soft{color:var(--soft);font-size:.92rem}
.notice{padding:.7rem .9rem;border-left:4px solid var(--tone);background:var(--back);border-radius:0 8px 8px 0}
label{display:block;margin:1rem 0 .35rem;font-weight:600}
input[type=password],textarea,input[type=file]{width:100%;padding:.65rem .75rem;font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:8px}
textarea{min-height:9rem;font:14px/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
input:focus,textarea:focus,button:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
button{margin:1rem .6rem 0 0;padding:.65rem 1.15rem;font:inherit;font-weight:600;color:#fff;background:var(--accent);border:0;border-radius:8px;cursor:pointer}
@media (prefers-color-scheme:dark){button{color:#10131a}}
button.quiet{color:var(--ink);background:transparent;border:1px solid var(--line)}
button[disabled]{opacity:.6;cursor:progress}
.forms{display:flex;flex-wrap:wrap}
.scroll{overflow-x:auto}
table{width:100%;margin:.5rem 0;border-collapse:collapse;font-size:.92rem}
th,td{padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.8rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
main.wide{max-width:64rem}
h3{margin:0 0 .3rem;font-size:1rem;overflow-wrap:anywhere}h3 .soft{font-weight:400}
.number{text-align:right;white-space:nowrap}
svg{width:100%;height:auto;font-size:13px}svg text{fill:var(--ink)}svg text.soft{fill:var(--soft);font-size:inherit}.bar{fill:var(--accent)}
.good{--tone:var(--good)}.warning{--tone:var(--warning)}.bad{--tone:var(--bad)}.accent{--tone:var(--accent)}
.verdict{color:var(--tone);font-weight:600;white-space:nowrap}
.mailbox{margin:1.1rem 0}.remark{margin:.4rem 0;padding:.1rem .9rem;border-left:3px solid var(--tone)}.remark p{margin:.3rem 0}.remark pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media print{:root{--ink:#000;--soft:#444;--paper:#fff;--back:#fff;--line:#bbb;--accent:#2f5bd8;--good:#1a7f45;--warning:#9a6200;--bad:#b3261e}body{padding:0;font-size:12px}main,main.wide{max-width:none;padding:0;border:0}tr,.mailbox,svg{break-inside:avoid}thead{display:table-header-group}.bar{print-color-adjust:exact}}
code,pre{font:14px/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}pre{padding:.7rem .9rem;background:var(--back);border-radius:8px;overflow-x:auto}
`;
