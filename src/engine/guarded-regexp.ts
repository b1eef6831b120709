/**
 * [pure] Regular expressions that people wrote, over many folder paths and under a time limit: one such as (a+)+$
 * tries for years what "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" could be, and everything else would wait for it.
 *
 * They are tried in a context of their own, because that is where V8 ends one that takes too long. Texts go in and
 * come out as JSON, so that nothing of that context is ever held here. Case does not matter, as in Exchange.
 */
import { createContext, Script } from 'node:vm';
import { EngineError } from './errors.ts';

/** Which of the texts does one of the patterns match? */
export const matching = (patterns: readonly string[], texts: readonly string[]): boolean[] =>
  patterns.length === 0 ? texts.map(() => false) : atUse<boolean[]>(tests, patterns, texts);

export interface Replacement {
  pattern: string;
  /** `$1` stands for the first group, `$&` for all that was matched. */
  to: string;
}

/** Each text after the first replacement whose pattern it matches, or as it was. */
export const replaced = (replacements: readonly Replacement[], texts: readonly string[]): string[] =>
  replacements.length === 0 ? [...texts] : atUse<string[]>(replaces, replacements, texts);

export interface PatternFault {
  problem: string;
  mend: string;
  /** Of which character, from 0. Absent: of all of it. */
  at?: number;
}

/** Can it be read, and does it stay within the limit on texts that are made to be hard for it? */
export const patternFault = (pattern: string): PatternFault | null => {
  if (pattern.length > longest)
    return {
      problem: `the pattern has ${pattern.length} characters, more than ${longest}`,
      mend: 'write a shorter one',
    };
  const why = unreadable(pattern);
  if (why !== null) {
    const at = positionOf(why, pattern);
    return {
      problem: `the pattern cannot be read: ${why}, at its character ${at + 1}`,
      mend: 'put a \\ before a character that only means itself, and close every bracket',
      at,
    };
  }
  try {
    run(tests, [pattern], probesFor(pattern), entryLimit);
    return null;
  } catch (error) {
    if (isTimeout(error))
      return {
        problem: 'the pattern takes too long on some texts',
        mend: 'write no repetition inside a repetition: a+ instead of (a+)+',
      };
    return { problem: 'the pattern is too large', mend: 'repeat less, or write a shorter one' };
  }
};

const longest = 1000;
/** Milliseconds. A pattern that is right takes less than one of them. */
const entryLimit = 250;
const useLimit = 1000;

const tests = new Script(`{
  const { patterns, texts } = JSON.parse(input);
  const all = patterns.map((pattern) => new RegExp(pattern, 'i'));
  JSON.stringify(texts.map((text) => all.some((one) => one.test(text))));
}`);

const replaces = new Script(`{
  const { patterns, texts } = JSON.parse(input);
  const all = patterns.map(({ pattern, to }) => ({ from: new RegExp(pattern, 'i'), to }));
  const replaced = (text) => {
    const first = all.find(({ from }) => from.test(text));
    return first === undefined ? text : text.replace(first.from, first.to);
  };
  JSON.stringify(texts.map(replaced));
}`);

const context = createContext(Object.create(null));

const run = (script: Script, patterns: readonly unknown[], texts: readonly string[], timeout: number) => {
  context.input = JSON.stringify({ patterns, texts });
  return JSON.parse(script.runInContext(context, { timeout }));
};

const atUse = <T>(script: Script, patterns: readonly unknown[], texts: readonly string[]): T => {
  try {
    return run(script, patterns, texts, useLimit);
  } catch (cause) {
    if (!isTimeout(cause)) throw new EngineError('permanent', 'matching folder paths', { cause });
    const doing = `matching ${texts.length} folder paths: no end after ${useLimit} ms`;
    throw new EngineError('permanent', doing, { cause, code: 'regexp-too-slow' });
  }
};

const isTimeout = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const unreadable = (pattern: string): string | null => {
  try {
    new RegExp(pattern, 'i');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error);
  }
};

/**
 * The engine does not say where. It reads from left to right: what it stumbled over ends the shortest beginning
 * that has this fault, and a group that is never closed follows the longest beginning that has none.
 */
const positionOf = (why: string, pattern: string): number => {
  const faultOf = (length: number) => unreadable(pattern.slice(0, length));
  let length = pattern.length;
  if (why === 'Unterminated group') {
    while (faultOf(length) !== null) length--;
    return length;
  }
  while (length > 0 && faultOf(length - 1) === why) length--;
  return Math.max(0, length - 1);
};

/** The pattern's own words lead to its repetitions, its words and characters feed them, and the end disappoints. */
const probesFor = (pattern: string): string[] => {
  const plain = pattern
    .replace(/\\(?:x([\da-f]{2})|u([\da-f]{4}))/gi, (_, x, u) =>
      String.fromCharCode(Number.parseInt(x ?? u, 16)),
    )
    .replace(/\\[dws]/gi, (some) => examples[some.toLowerCase()] ?? '')
    .replace(/\\(.)/g, '$1');
  const words = [...new Set(plain.match(/[\p{L}\p{N}\s_/-]+/gu))].slice(0, 6);
  const leads = ['', ...words, ...words.slice(1).map((_, at) => words.slice(0, at + 2).join(''))];
  const characters = [...new Set(['a', '0', ' ', ...plain])].slice(0, 20);
  const pairs = characters.slice(0, 5).flatMap((a) => characters.slice(0, 5).map((b) => a + b));
  const food = [...characters, ...pairs, ...words].map((part) => part.repeat(40));
  // What everything but a comma may feed, a comma ends.
  const ends = ['\u0001', ...new Set(Array.from(plain.matchAll(/\[\^(.)/gu), ([, char = '']) => char))];
  return leads.flatMap((lead) => food.flatMap((fed) => ends.slice(0, 4).map((end) => `${lead}${fed}${end}`)));
};
const examples: Record<string, string> = { '\\d': '0', '\\w': 'a', '\\s': ' ' };
