/**
 * Draws a card as plain text, for the command line and for logs of conversations: tables aligned, charts as
 * bars of block characters, buttons as what one would type instead. [pure]
 *
 * @example
 *   == Pass 12 is running ==
 *   Verify · Contoso to Fabrikam
 *   [████████░░░░░░░░░░░░]  40 %  1,200 of 3,000 items
 *   -> Stop (type: stop 12)
 */
import type { Button, Card, ChartPoint, Input, Part, Tone } from './card.ts';
import { count, percent } from './format.ts';
import { typed } from './typed.ts';

export const toText = (card: Card): string =>
  [
    `== ${card.title} ==`,
    ...(card.subtitle === undefined ? [] : [card.subtitle]),
    ...card.parts.map(partToText),
  ]
    .filter((block) => block !== '')
    .join('\n\n');

/** What fits the line under a card: what happened and what to do, without headings and marks. */
export const toLine = (card: Card): string =>
  card.parts
    .flatMap((part) => (part.kind === 'text' || part.kind === 'notice' ? [part.text] : []))
    .join(' ') || card.title;

const partToText = (part: Part): string => {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'facts':
      return aligned(
        part.facts.map(({ label, value }) => [`${label}:`, value]),
        'left',
      );
    case 'table':
      return tableToText(part);
    case 'progress':
      return `${part.label}\n[${bar(part.value, part.max, 20)}] ${percent(part.value, part.max)} %`;
    case 'chart':
      return chartToText(part.title, part.points, part.unit);
    case 'notice':
      return `${marks[part.tone]} ${part.text}`;
    case 'mention':
      return `${part.people.map(({ name }) => `@${name}`).join(' ')}: ${part.text}`;
    case 'code':
      return part.text.replace(/^/gm, '    ');
    case 'input':
      return inputToText(part.input);
    case 'buttons':
      return part.buttons.map(buttonToText).join('\n');
  }
};

const marks: Record<Tone, string> = { neutral: '·', accent: 'i', good: '✓', warning: '!', bad: '✗' };

const tableToText = ({ columns, rows, more }: Extract<Part, { kind: 'table' }>): string => {
  const body = aligned([columns, ...rows]).split('\n');
  const rule = '-'.repeat(Math.max(...body.map((line) => width(line))));
  const [head = '', ...lines] = body;
  return [head, rule, ...lines, ...(more ? [`… and ${count(more)} more`] : [])].join('\n');
};

/** Columns padded to their widest cell, numbers to the right. The first row may be the head. */
const aligned = (rows: string[][], numbers: 'left' | 'right' = 'right'): string => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const shapes = Array.from({ length: columns }, (_, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return {
      wide: Math.max(...cells.map(width)),
      right: numbers === 'right' && cells.length > 1 && cells.slice(1).every(isNumber),
    };
  });
  return rows
    .map((row) =>
      row
        .map((cell, at) => padded(cell, shapes[at] ?? { wide: 0, right: false }))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const padded = (cell: string, { wide, right }: { wide: number; right: boolean }): string => {
  const space = ' '.repeat(wide - width(cell));
  return right ? space + cell : cell + space;
};

const isNumber = (cell: string): boolean => /^[\d,.]+(?: (?:bytes|[KMGT]B|items))?$/.test(cell);

const width = (text: string): number => [...text].length;

const chartToText = (title: string, points: ChartPoint[], unit = ''): string => {
  const max = Math.max(1, ...points.map(({ value }) => value));
  const rows = points.map(({ label, value }) => [
    `  ${label}`,
    '█'.repeat(value === 0 ? 0 : Math.max(1, Math.round((value / max) * 24))) || '·',
    `${count(value)}${unit === '' ? '' : ` ${unit}`}`,
  ]);
  return `${title}\n${aligned(rows)}`;
};

export const bar = (value: number, max: number, cells: number): string => {
  const filled = Math.round((percent(value, max) / 100) * cells);
  return '█'.repeat(filled) + '░'.repeat(cells - filled);
};

const inputToText = (input: Input): string =>
  input.type === 'choice'
    ? `${input.label}: ${input.choices.map(({ title }) => title).join(' | ')}`
    : `${input.label}: ${input.value ?? (input.placeholder === undefined ? '…' : `(${input.placeholder})`)}`;

const buttonToText = (button: Button): string =>
  'url' in button
    ? `-> ${button.label} (open: ${button.url})`
    : `-> ${button.label} (type: ${typed(button)})`;
