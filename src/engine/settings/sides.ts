/** Which side a setting's trouble is at. */
import { EngineError } from '../errors.ts';

/** Reading the source did not work. */
export class NotAtSource extends Error {
  override readonly name = 'NotAtSource';
  constructor(cause: EngineError) {
    super(`at the source: ${cause.message}`, { cause });
  }
}

export const fromSource = async <T>(reading: Promise<T>): Promise<T> => {
  try {
    return await reading;
  } catch (error) {
    throw error instanceof EngineError ? new NotAtSource(error) : error;
  }
};
