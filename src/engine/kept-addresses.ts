/** [pure] Why an item was copied with the addresses it had: "addresses-kept:" and the kind of fault of its stream. */
import type { Explanation } from './graph/aadsts.ts';

const prefix = 'addresses-kept:';

const next =
  'Nothing is lost: the copy is what the source has. "reply test" shows whether replies to its addresses arrive, and what to do if not.';

const notUnderstood: Explanation = {
  sentence:
    'The item was copied with the addresses it had: Mailferry does not understand all of its content, and changes nothing that it does not understand.',
  next,
};

const byFault = new Map<string, Explanation>([
  [
    'changed-otherwise',
    {
      sentence:
        'The item was copied with the addresses it had: with mapped addresses it did not read back as the same message, so the original was sent.',
      next,
    },
  ],
  [
    'address-not-writable',
    {
      sentence:
        'The item was copied with the addresses it had: the new address has letters that this item cannot hold.',
      next,
    },
  ],
  ...['stream-too-long', 'stream-too-deep', 'too-large'].map((kind): [string, Explanation] => [
    kind,
    {
      sentence:
        'The item was copied with the addresses it had: it is too large, or too deeply nested, to be changed on its way.',
      next,
    },
  ]),
]);

/** Undefined: the code is about something else. */
export const explainKept = (code: string): Explanation | undefined =>
  code.startsWith(prefix) ? (byFault.get(code.slice(prefix.length)) ?? notUnderstood) : undefined;
