/** A folder can be deleted while its pages are read. */
import { kindOf } from '../errors.ts';

/** The pages until the folder is gone. What the reader throws passes through. */
export async function* whileItExists<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* pages;
  } catch (error) {
    if (kindOf(error) !== 'not-found') throw error;
  }
}
