/** A folder can be deleted while its pages are read. */
import { kindOf } from '../errors.ts';
import type { MailboxClient } from '../graph/index.ts';

/**
 * The pages of one folder until it is gone. "Not found" for a folder that is there is thrown like any other
 * error: ending there would call a folder done that was not read. What the reader throws passes through.
 */
export async function* whileItExists<T>(
  mailbox: MailboxClient,
  folderId: string,
  pages: AsyncIterable<T>,
): AsyncIterable<T> {
  try {
    yield* pages;
  } catch (error) {
    if (kindOf(error) !== 'not-found') throw error;
    if ((await mailbox.folders()).some(({ id }) => id === folderId)) throw error;
  }
}
