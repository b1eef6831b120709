/** A person's photo ("profilePhoto: get", "profilePhoto: update"): a JPEG of up to 4 MB. */
import { kindOf } from '../../errors.ts';
import type { UserCalls } from './deps.ts';

const path = '/photo/$value';

export const createPhoto = (calls: UserCalls) => ({
  /** Null: there is none. */
  read: async (): Promise<Buffer | null> => {
    try {
      return await calls.call<Buffer>({ path, binary: true });
    } catch (error) {
      if (kindOf(error) === 'not-found') return null;
      throw error;
    }
  },
  change: async (jpeg: Buffer): Promise<void> => {
    await calls.call({ method: 'PUT', path, body: jpeg, headers: { 'content-type': 'image/jpeg' } });
  },
});
