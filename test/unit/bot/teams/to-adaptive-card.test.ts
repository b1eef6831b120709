/** Every card there is, as Teams gets it: read by the renderer Teams is built on, within Teams' limits. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { type Json, toAdaptiveCard, verbatim } from '../../../../src/bot/teams/to-adaptive-card.ts';
import { everyCard } from '../cards/every-card.ts';

interface Lint {
  SerializationContext: new () => { eventCount: number; getEventAt(at: number): { message: string } };
  AdaptiveCard: new () => {
    parse(json: unknown, context: unknown): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
}
const { AdaptiveCard, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as Lint;

/** Teams knows these; the renderer's package does not. */
const extensions = /Unknown element type "(?:Chart\.\w+|ProgressBar)"/;

const complaints = (json: Json): string[] => {
  const [card, context] = [new AdaptiveCard(), new SerializationContext()];
  card.parse(json, context);
  return [
    ...Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message),
    ...card.validateProperties().validationEvents.map(({ message }) => message),
  ].filter((message) => !extensions.test(message));
};

const elements = (part: unknown): Json[] =>
  typeof part !== 'object' || part === null
    ? []
    : [...('type' in part ? [part as Json] : []), ...Object.values(part).flatMap(elements)];

test.for(Object.entries(everyCard))('%s', ([, card]) => {
  const json = toAdaptiveCard(card, true);
  expect(complaints(json)).toEqual([]);
  expect(Buffer.byteLength(JSON.stringify(json))).toBeLessThan(28_000);
  for (const element of elements(json))
    if (/^(?:Chart\.|ProgressBar)/.test(String(element.type)))
      expect(element.fallback, String(element.type)).toBeDefined();
});

test('a table that is too large for Teams gives way, and says how much is not shown', () => {
  const rows = Array.from({ length: 20 }, (_, at) => [`${'x'.repeat(2_000)}${at}`, '1']);
  const json = toAdaptiveCard(
    { title: 'Many', parts: [{ kind: 'table', columns: ['a', 'b'], rows, more: 3 }] },
    true,
  );
  expect(Buffer.byteLength(JSON.stringify(json))).toBeLessThan(28_000);
  expect(JSON.stringify(json)).toMatch(/… and (?:18|13) more/);
});

test.for([
  ['[click](https://evil.example)', '\\[click\\](https://evil.example)'],
  ['<at>Everybody</at> users add <source>', '&lt;at>Everybody&lt;/at> users add &lt;source>'],
  ['a_b_c@contoso.example', 'a_b_c@contoso.example'],
  ['_quiet_ *loud*', '\\_quiet\\_ \\*loud\\*'],
  ['- no list', '\\- no list'],
  ['1. no list', '1\\. no list'],
  ['Q&A &lt;', 'Q&A &amp;lt;'],
])('what somebody wrote shows as it is: %s', ([text, shown]) => {
  expect(verbatim(text as string)).toBe(shown);
});
