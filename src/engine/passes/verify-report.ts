/** What verification found wrong, one sentence for each thing that somebody can mend. */
import { EngineError, isPassing } from '../errors.ts';
import { explain } from '../explanations.ts';

export type Report = ReturnType<typeof createReport>;

export const createReport = () => {
  const problems: string[] = [];
  const codes: string[] = [];
  const fail = (sentence: string, code: string): void => {
    problems.push(sentence);
    codes.push(code);
  };
  return {
    problems,
    codes,
    fail,
    /** Null: it failed and was noted. Passing trouble is thrown: it says nothing about the mailbox. */
    check: async <T>(permission: string, doing: string, work: () => Promise<T>): Promise<T | null> => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof EngineError) || isPassing(error.kind)) throw error;
        const code = error.code ?? error.kind;
        if (error.kind === 'forbidden') {
          fail(
            `The app may not do this: ${doing}. It needs the application permission ${permission}, with admin consent (a new consent can take an hour to arrive).`,
            code,
          );
        } else {
          const { sentence, next } = explain(code);
          fail(`${capital(doing)} did not work: ${sentence} ${next}`, code);
        }
        return null;
      }
    },
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
