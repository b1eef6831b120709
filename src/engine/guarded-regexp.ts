/**
 * [pure] Regular expressions that people wrote, over many texts, with an end: a pattern such as (a+)+$ takes longer than
 * the universe has for a text of sixty characters. They run in a context of their own, which V8 can interrupt.
 */
import { createContext, Script } from 'node:vm';
import { EngineError } from './errors.ts';

/** What one pattern may take for all the texts of a mailbox. */
const usualMs = 1_000;

/** Which texts match, ignoring case. EngineError `permanent`, code `regexp-too-slow`. */
export const matchAll = (pattern: string, texts: string[], withinMs = usualMs): boolean[] =>
  guarded('texts.map((text) => regexp.test(text))', pattern, { texts }, withinMs) as boolean[];

/** Each text with its first match replaced; `$1` is the first group. EngineError as above. */
export const replaceEach = (pattern: string, texts: string[], to: string, withinMs = usualMs): string[] =>
  guarded('texts.map((text) => text.replace(regexp, to))', pattern, { texts, to }, withinMs) as string[];

/** Null: as far as trying tells, it ends. Else why not. Throws SyntaxError for a pattern that is none. */
export const slownessOf = (pattern: string): string | null => {
  const letters = [...new Set(`${pattern.replace(/[^\p{L}\p{N} /-]/gu, '')}aA0 /`)].slice(0, 12);
  // The end that fits nothing makes an engine that can go back try every way there is.
  const probes = letters.flatMap((letter) => [
    `${letter.repeat(60)}\u0001`,
    `${`${letter}b`.repeat(40)}\u0001`,
  ]);
  try {
    matchAll(pattern, [...probes, `${letters.join('').repeat(20)}\u0001`], 250);
    return null;
  } catch (error) {
    if (error instanceof EngineError) return 'it takes far too long on some folder names';
    throw error;
  }
};

const guarded = (expression: string, pattern: string, given: object, timeout: number): unknown => {
  const context = createContext({ ...given, regexp: new RegExp(pattern, 'i') });
  try {
    // Copied out, because an array of another context is no Array here.
    return structuredClone(new Script(expression).runInContext(context, { timeout }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new EngineError('permanent', 'matching folder names: the regular expression takes too long', {
      code: 'regexp-too-slow',
    });
  }
};
