/** An assessment to read and to print: the verdicts, where the time goes, and every mailbox with what is said of it. [pure] */
import { purposeWord } from '../../engine/assessment/judge.ts';
import { mostMeetings } from '../../engine/meetings/found.ts';
import { atLeast, bytes, count, duration, many, when } from '../cards/format.ts';
import type { Assessment, AssessmentReport, Remark } from '../views.ts';
import { type Html, html, type Page } from './html.ts';

/** The rest is in the CSV file: a page of ten thousand rows is read by nobody. */
const mostRows = 1_000;
const mostDetailed = 200;
const mostBars = 15;

export const assessmentPage = (report: AssessmentReport, now: Date): Page => {
  const { assessments, verdicts } = report;
  const detailed = assessments.filter(({ found }) => found.remarks.length > 0);
  return {
    title: `Assessment of ${report.projectName}`,
    tone: verdicts['cannot move'] > 0 ? 'bad' : verdicts['ready with remarks'] > 0 ? 'warning' : 'good',
    wide: true,
    body: html`
<p class="soft">${many(assessments.length, 'mailbox')}, as of ${when(now, report.timeZone)}. Nothing was moved. Sizes are as Exchange reports them; real ones are larger. Times are at best, for one mailbox by itself.</p>
${summary(report)}
${chart(assessments)}
<h2>Every mailbox, the worst first</h2>
<div class="scroll"><table>
<thead><tr><th>Mailbox</th><th>Verdict</th><th>Kind</th><th class="number">Items</th><th class="number">Size</th><th class="number">Time</th><th class="number">Meetings that lose their link</th></tr></thead>
<tbody>${assessments.slice(0, mostRows).map(row)}</tbody>
</table></div>
${more(assessments.length - mostRows, 'mailbox')}
${detailed.length === 0 ? undefined : html`<h2>What is to be said of them</h2>${detailed.slice(0, mostDetailed).map(detail)}${more(detailed.length - mostDetailed, 'mailbox')}`}
<h2>What was looked at</h2>
${report.moreMeetings > 0 ? html`<p>Of each mailbox the next ${count(mostMeetings)} meetings are counted. A + says that there are later ones: assess again when those are over.</p>` : undefined}
<p>Every folder and every item in it was listed at the source. Up to 20 items of each mailbox, and the appointments that are still to come, were exported for a try and thrown away; whether all the others can be exported is known when they are copied. Graph does not tell who has an archive, how much space a mailbox has left, nor for certain who is on hold.</p>`,
  };
};

const more = (rows: number, noun: string): Html | undefined =>
  rows > 0 ? html`<p class="soft">${many(rows, noun)} more: the CSV file has all of them.</p>` : undefined;

const summary = ({
  verdicts,
  items,
  bytes: size,
  longest,
  losesLink,
  moreMeetings,
  missing,
}: AssessmentReport): Html => html`
<dl>
<dt>Ready</dt><dd>${many(verdicts.ready, 'mailbox')}</dd>
<dt>Ready with remarks</dt><dd>${many(verdicts['ready with remarks'], 'mailbox')}</dd>
<dt>Cannot move</dt><dd>${many(verdicts['cannot move'], 'mailbox')}</dd>
${missing > 0 ? html`<dt>Not assessed</dt><dd>${many(missing, 'mailbox')}</dd>` : undefined}
<dt>At the source</dt><dd>${many(items, 'item')}, ${bytes(size)}</dd>
${
  longest === null
    ? undefined
    : html`<dt>Takes longest</dt><dd>${longest.source}: about ${duration(longest.seconds)}. What decides it: ${longest.boundBy}.</dd>`
}
<dt>Meetings</dt><dd>${losesLink === 0 ? 'none to come is known to lose its Teams link' : html`${atLeast(losesLink, moreMeetings)} to come lose their Teams link`}</dd>
</dl>`;

const rowHeight = 26;
const [labelWidth, barWidth, valueWidth] = [210, 330, 180];

/** The largest mailboxes: how much, and how long it takes. */
const chart = (assessments: Assessment[]): Html | undefined => {
  const sized = assessments.flatMap(({ source, found }) =>
    found.source === null ? [] : [{ source, size: found.source.bytes, seconds: found.seconds }],
  );
  const largest = sized.toSorted((a, b) => b.size - a.size).slice(0, mostBars);
  const most = largest[0]?.size ?? 0;
  if (most === 0) return undefined;
  const [width, height] = [labelWidth + barWidth + valueWidth, largest.length * rowHeight];
  const title = largest.length < sized.length ? `The ${largest.length} largest mailboxes` : 'Size and time';
  return html`
<h2>${title}</h2>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: size of each mailbox, and the time it takes">
${largest.map(({ source, size, seconds }, at) => {
  const y = at * rowHeight;
  const bar = Math.max(2, Math.round((size / most) * barWidth));
  return html`<text x="${labelWidth - 10}" y="${y + 17}" text-anchor="end">${short(source)}</text>
<rect class="bar" x="${labelWidth}" y="${y + 5}" width="${bar}" height="${rowHeight - 10}" rx="3"></rect>
<text class="soft" x="${labelWidth + bar + 8}" y="${y + 17}">${bytes(size)}, ${duration(seconds)}</text>`;
})}
</svg>`;
};

const short = (address: string): string => {
  const name = address.split('@')[0] ?? address;
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
};

const row = ({ source, found, meetings }: Assessment): Html => html`<tr>
<td>${source}</td><td><span class="verdict ${toneOf(found.verdict)}">${found.verdict}</span></td><td>${purposeWord(found.purpose)}</td>
<td class="number">${found.source === null ? '–' : count(found.source.items)}</td>
<td class="number">${found.source === null ? '–' : bytes(found.source.bytes)}</td>
<td class="number">${found.source === null ? '–' : duration(found.seconds)}</td>
<td class="number">${meetings === null ? '–' : atLeast(meetings.losesLink, meetings.more)}</td>
</tr>`;

const toneOf = (verdict: Assessment['found']['verdict']): string =>
  ({ 'cannot move': 'bad', 'ready with remarks': 'warning', ready: 'good' })[verdict];

const weightTones: Record<Remark['weight'], string> = { stops: 'bad', remark: 'warning', advice: 'accent' };

const detail = ({ source, destination, found }: Assessment): Html => html`<section class="mailbox">
<h3>${source} <span class="soft">to ${destination}</span></h3>
${found.remarks.map(
  ({ weight, sentence, next, script }) =>
    html`<div class="remark ${weightTones[weight]}"><p>${sentence}</p><p class="soft">${next}</p>${script === undefined ? undefined : html`<pre>${script}</pre>`}</div>`,
)}
</section>`;
