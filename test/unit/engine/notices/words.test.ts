import { expect, test } from 'vitest';
import { noticeMoments } from '../../../../src/db/schema.ts';
import type { MeetingSums } from '../../../../src/engine/meetings/found.ts';
import { checkWords, fill, letterOf, usualWords, valuesOf } from '../../../../src/engine/notices/words.ts';

const pair = { sourceAddress: 'anna@contoso.example', destinationAddress: 'a.berg@fabrikam.example' };
const project = { name: 'Wave one', timeZone: 'Europe/Berlin', locale: 'en-GB' };
const late = new Date('2026-11-27T23:30:00Z');
const values = valuesOf(pair, project, 'Anna Berg', late);

const sums: MeetingSums = {
  meetings: 4,
  losesLink: 3,
  withOutside: 1,
  series: 0,
  exceptions: 0,
  more: 0,
  next: new Date('2026-12-01T08:00:00Z'),
};
const toOrganizer = valuesOf(pair, project, 'Anna Berg', late, sums);

const html = (body: string, name = 'Anna Berg'): string =>
  letterOf({ subject: 'S', body }, { ...values, name })
    .html.replace(/^<div[^>]*>\n/, '')
    .replace(/\n<\/div>$/, '');

test('each placeholder says what it is for, the day in the zone and the language of the project', () => {
  expect(fill('{name}|{source}|{destination}|{project}|{date}', values)).toBe(
    'Anna Berg|anna@contoso.example|a.berg@fabrikam.example|Wave one|28 November 2026',
  );
  expect(valuesOf(pair, { ...project, locale: 'de-DE' }, null, late)).toMatchObject({
    name: 'anna',
    date: '28. November 2026',
  });
  expect(valuesOf(pair, project, '  ', late).name).toBe('anna');
});

test.for([
  ['**Hello** {name}', '<p><strong>Hello</strong> Anna Berg</p>'],
  [
    '- {source}\n- {destination}',
    '<ul>\n<li>anna@contoso.example</li>\n<li>a.berg@fabrikam.example</li>\n</ul>',
  ],
  ['`{destination}`', '<p><code>a.berg@fabrikam.example</code></p>'],
  ['<b>bold</b> <script>x()</script>', '<p>&lt;b&gt;bold&lt;/b&gt; &lt;script&gt;x()&lt;/script&gt;</p>'],
  ['<div onclick="x()">', '<p>&lt;div onclick=&quot;x()&quot;&gt;</p>'],
  ['[help](https://help.example/?a=1&b=2)', '<p><a href="https://help.example/?a=1&amp;b=2">help</a></p>'],
  ['[write](mailto:{source})', '<p><a href="mailto:anna%40contoso.example">write</a></p>'],
  ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
  ['[x](data:text/html,hi)', '<p>[x](data:text/html,hi)</p>'],
  ['[x](file:///etc/passwd)', '<p>[x](file:///etc/passwd)</p>'],
  ['[x](//elsewhere.example)', '<p>[x](//elsewhere.example)</p>'],
  [
    '![x](https://elsewhere.example/pixel.png)',
    '<p>!<a href="https://elsewhere.example/pixel.png">x</a></p>',
  ],
] as const)('%s becomes %s', ([body, expected]) => {
  expect(html(body)).toBe(expected);
});

test('nobody’s name becomes markup, a link, another placeholder or a second line of the subject', () => {
  const evil = '[x](https://evil.example) <img src=x> **b** {source}';
  expect(html('Hello {name}', evil)).toBe(
    '<p>Hello [x](https://evil.example) &lt;img src=x&gt; **b** {source}</p>',
  );
  expect(letterOf({ subject: 'For {name}', body: 'x' }, { ...values, name: 'A\r\nBcc: b' }).subject).toBe(
    'For A Bcc: b',
  );
});

test.for([
  [{ subject: 'Hi {nam}', body: 'x' }, 'There is no placeholder {nam}.'],
  [{ subject: 'Hi', body: 'Dear {first name}' }, 'There is no placeholder {first name}.'],
  [{ subject: 'Hi', body: '{}' }, 'There is no placeholder {}.'],
  [{ subject: ' ', body: 'x' }, 'The subject of a notice has 1 to 200 characters, and this one has 0.'],
  [
    { subject: 'Hi', body: 'x'.repeat(4_001) },
    'The body of a notice has 1 to 4,000 characters, and this one has 4,001.',
  ],
] as const)('%j is refused: %s', ([words, sentence]) => {
  const checked = checkWords(words, 'before');
  expect(checked.ok || checked.refusal.sentence).toBe(sentence);
});

test('an unknown placeholder is told which ones there are', () => {
  const checked = checkWords({ subject: 'Hi', body: '{when}' }, 'before');
  expect(checked.ok || checked.refusal.next).toBe(
    'Use {name}, {source}, {destination}, {project}, {date}, and braces for nothing else.',
  );
});

test('organizers are told how many meetings, and the day of the first; nobody else is', () => {
  expect(fill('{meetings} from {next}', toOrganizer)).toBe('3 from 1 December 2026');
  const busy = valuesOf(pair, project, 'Anna Berg', late, { ...sums, more: 7, next: 'under way' });
  expect(fill('{meetings} from {next}', busy)).toBe('3+ from 28 November 2026');
  expect(checkWords({ subject: 'Hi', body: '{meetings}' }, 'meetings').ok).toBe(true);
  expect(checkWords({ subject: 'Hi', body: '{meetings}' }, 'after').ok).toBe(false);
});

test('the usual words are ones that could be saved, and leave no brace behind', () => {
  for (const moment of noticeMoments) {
    const words = usualWords[moment];
    expect(checkWords(words, moment)).toEqual({ ok: true, value: words });
    const letter = letterOf(words, moment === 'meetings' ? toOrganizer : values);
    expect(letter.subject + letter.html).not.toMatch(/[{}]|%7B/);
  }
});
