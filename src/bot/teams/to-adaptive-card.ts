/**
 * Draws a card as an Adaptive Card 1.5. What Teams adds to that version (progress bars, charts) carries a fallback,
 * and a chart says its numbers in words as well: phones and screen readers get the words. [pure]
 */
import type { Button, Card, ChartPoint, Input, Part, Tone } from '../cards/card.ts';
import { count, percent } from '../cards/format.ts';
import { bar } from '../cards/to-text.ts';

export type Json = { [key: string]: unknown };

/** Teams cuts off at 28 KB, and counts in UTF-16 elsewhere: tables give way before that. */
const mostBytes = 25_000;
/** Teams shows five buttons of a set; more go into another set. */
const mostInASet = 5;

const chunks = <T>(all: T[], size: number): T[][] =>
  all.length === 0 ? [] : [all.slice(0, size), ...chunks(all.slice(size), size)];

/** `wide`: as wide as the chat. The Playground cannot, and says so under every card. */
export const toAdaptiveCard = (card: Card, wide: boolean): Json => {
  for (let rows = 20; ; rows = Math.floor(rows / 2)) {
    const made = draw(card, rows, wide);
    if (rows === 0 || Buffer.byteLength(JSON.stringify(made)) <= mostBytes) return made;
  }
};

const draw = (card: Card, mostRows: number, wide: boolean): Json => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  fallbackText: card.title,
  ...teamsOnly(card, wide),
  body: [heading(card), ...card.parts.flatMap((part) => drawPart(part, mostRows))],
});

const teamsOnly = (card: Card, wide: boolean): Json => {
  const entities = card.parts.flatMap((part) => (part.kind === 'mention' ? part.people.map(mention) : []));
  const more = { ...(wide ? { width: 'Full' } : {}), ...(entities.length > 0 ? { entities } : {}) };
  return Object.keys(more).length > 0 ? { msteams: more } : {};
};

/** The text in the card and the text of its entity must be the same to the letter ("Mention support in cards"). */
const mention = ({ objectId, name }: { objectId: string; name: string }): Json => ({
  type: 'mention',
  text: atName(name),
  mentioned: { id: objectId, name },
});

const atName = (name: string): string => `<at>${name.replace(/[<>&]/g, ' ').trim()}</at>`;

const heading = ({ title, subtitle, tone = 'neutral' }: Card): Json => ({
  type: 'Container',
  style: containerStyles[tone],
  bleed: true,
  items: [
    textBlock(title, { size: 'Large', weight: 'Bolder', style: 'heading' }),
    ...(subtitle === undefined
      ? []
      : [textBlock(subtitle, { isSubtle: true, spacing: 'None', size: 'Small' })]),
  ],
});

const containerStyles: Record<Tone, string> = {
  neutral: 'emphasis',
  accent: 'accent',
  good: 'good',
  warning: 'warning',
  bad: 'attention',
};
const textColors: Record<Tone, string> = {
  neutral: 'Default',
  accent: 'Accent',
  good: 'Good',
  warning: 'Warning',
  bad: 'Attention',
};
const barColors: Record<Tone, string> = { ...textColors, neutral: 'Accent' };
const chartColors: Record<Tone, string> = {
  neutral: 'neutral',
  accent: 'categoricalBlue',
  good: 'good',
  warning: 'warning',
  bad: 'attention',
};

const drawPart = (part: Part, mostRows: number): Json[] => {
  switch (part.kind) {
    case 'text':
      return [
        textBlock(part.text, {
          ...(part.tone === undefined ? {} : { color: textColors[part.tone] }),
          ...(part.small ? { size: 'Small', isSubtle: true } : {}),
        }),
      ];
    case 'facts':
      return [
        {
          type: 'FactSet',
          facts: part.facts.map(({ label, value }) => ({ title: verbatim(label), value: verbatim(value) })),
        },
      ];
    case 'table':
      return table(part, mostRows);
    case 'progress':
      return [textBlock(part.label), progressBar(part)];
    case 'chart':
      return chart(part);
    case 'notice':
      return [
        {
          type: 'Container',
          style: containerStyles[part.tone],
          roundedCorners: true,
          items: [textBlock(part.text)],
        },
      ];
    case 'mention':
      return [
        {
          type: 'TextBlock',
          text: `${part.people.map(({ name }) => atName(name)).join(' ')}: ${verbatim(part.text)}`,
          wrap: true,
        },
      ];
    case 'code':
      return [
        {
          type: 'TextBlock',
          text: lines(verbatim(part.text)),
          wrap: true,
          fontType: 'Monospace',
          size: 'Small',
        },
      ];
    case 'input':
      return [drawInput(part.input)];
    case 'buttons':
      return chunks(part.buttons, mostInASet).map((buttons) => ({
        type: 'ActionSet',
        actions: buttons.map(drawButton),
      }));
  }
};

const textBlock = (text: string, more: Json = {}): Json => ({
  type: 'TextBlock',
  text: lines(verbatim(text)),
  wrap: true,
  ...more,
});

/**
 * Text on a card is Markdown to Teams. Ours never is, and names and folders are other people's words: what would
 * make a link, a list or emphasis is written so that it shows as it is.
 */
export const verbatim = (text: string): string =>
  text
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*[\]~]/g, '\\$&')
    .replace(/(^|[^\p{L}\p{N}])_|_(?=[^\p{L}\p{N}]|$)/gu, (found) => found.replace('_', '\\_'))
    .replace(/^(\s*)([#>+-]|\d+[.)])(?=\s)/gm, (_, space: string, mark: string) =>
      `${space}\\${mark}`.replace(/\\(\d+)([.)])/, '$1\\$2'),
    );

/** One line break is a space in Markdown. */
const lines = (text: string): string => text.replace(/\r?\n+/g, '\n\n');

const table = ({ columns, rows, more = 0 }: Extract<Part, { kind: 'table' }>, mostRows: number): Json[] => {
  const shown = rows.slice(0, mostRows);
  const hidden = more + rows.length - shown.length;
  const row = (cells: string[], head: boolean): Json => ({
    type: 'TableRow',
    cells: columns.map((_, at) => ({
      type: 'TableCell',
      items: [textBlock(unbroken(cells[at] ?? ''), { size: 'Small', ...(head ? { weight: 'Bolder' } : {}) })],
    })),
  });
  return [
    {
      type: 'Table',
      firstRowAsHeaders: true,
      showGridLines: true,
      gridStyle: 'default',
      columns: columns.map((_, at) => ({
        width: widthOf([columns, ...rows].map((cells) => cells[at] ?? '')),
      })),
      rows: [row(columns, true), ...shown.map((cells) => row(cells, false))],
    },
    ...(hidden === 0 ? [] : [textBlock(`… and ${count(hidden)} more`, { isSubtle: true, size: 'Small' })]),
  ];
};

/** A number and its unit stay in one line. */
const unbroken = (cell: string): string => cell.replace(/(\d) (?=[KMGT]?B$|bytes$)/, '$1\u00a0');

/** Addresses need more room than numbers; the shortest still holds "12 MB" in one line. */
const widthOf = (cells: string[]): number =>
  Math.min(6, Math.max(3, Math.ceil(Math.max(0, ...cells.map((cell) => cell.length)) / 4)));

const progressBar = ({ value, max, tone = 'accent' }: Extract<Part, { kind: 'progress' }>): Json => ({
  type: 'ProgressBar',
  value,
  max: Math.max(1, max),
  color: barColors[tone],
  fallback: {
    type: 'TextBlock',
    text: `${bar(value, max, 24)}  ${percent(value, max)} %`,
    fontType: 'Monospace',
    color: textColors[tone],
    spacing: 'Small',
  },
});

const chart = ({ shape, title, points, unit }: Extract<Part, { kind: 'chart' }>): Json[] => {
  const inWords = points
    .map(
      ({ label, value }) =>
        `${label}: ${count(value)}${unit === undefined ? '' : ` ${value === 1 ? unit.replace(/s$/, '') : unit}`}`,
    )
    .join(' · ');
  const color = ({ tone }: ChartPoint) => (tone === undefined ? {} : { color: chartColors[tone] });
  const drawn =
    shape === 'donut'
      ? {
          type: 'Chart.Donut',
          maxWidth: '260px',
          showLegend: true,
          data: points.map((point) => ({ legend: point.label, value: point.value, ...color(point) })),
        }
      : {
          type: 'Chart.HorizontalBar',
          displayMode: 'AbsoluteWithAxis',
          data: points.map((point) => ({ x: point.label, y: point.value, ...color(point) })),
        };
  return [
    textBlock(title, { weight: 'Bolder' }),
    { ...drawn, title, fallback: 'drop' },
    textBlock(inWords, { size: 'Small', isSubtle: true, spacing: 'Small' }),
  ];
};

const drawInput = (input: Input): Json => ({
  id: input.id,
  label: input.label,
  ...(input.value === undefined ? {} : { value: input.value }),
  ...(input.required === undefined ? {} : { isRequired: true, errorMessage: input.required }),
  ...(input.type === 'choice'
    ? { type: 'Input.ChoiceSet', choices: input.choices }
    : {
        type: 'Input.Text',
        ...(input.placeholder === undefined ? {} : { placeholder: input.placeholder }),
        ...(input.multiline ? { isMultiline: true } : {}),
        ...(input.maxLength === undefined ? {} : { maxLength: input.maxLength }),
      }),
});

const drawButton = (button: Button): Json => ({
  title: button.label,
  ...('url' in button
    ? { type: 'Action.OpenUrl', url: button.url }
    : {
        type: 'Action.Execute',
        verb: button.command,
        data: { command: button.command, args: button.args ?? {} },
        ...(button.style === undefined ? {} : { style: button.style }),
        ...(button.withInputs === false ? { associatedInputs: 'none' } : {}),
      }),
});
