/** From a kind of item to an item: its stream is made when it is asked for, from the same chance each time. */
import type { SeedItem } from '../model.ts';
import { checkStream, encodeMessage } from '../stream/index.ts';
import type { Kind } from './mail.ts';
import { file } from './properties.ts';
import { createRandom } from './random.ts';

export interface Wish {
  /** A file of this many bytes on top. */
  attachmentBytes?: number;
  /** What the server says its size is, instead of about the truth. */
  size?: number;
  /** The same key as another item: a copy that a person made. */
  searchKey?: Buffer;
  withoutSearchKey?: boolean;
  exportError?: { code: string; message: string };
}

export const seedItem = (key: string, kind: Kind, wish: Wish = {}): SeedItem => {
  const content = (full: boolean) => {
    const random = createRandom(key);
    const made = kind(random);
    const properties = made.properties
      .filter(({ id }) => id !== 0x300b || wish.withoutSearchKey !== true)
      .map((one) =>
        one.id === 0x300b && wish.searchKey !== undefined ? { ...one, value: wish.searchKey } : one,
      );
    if (!full || wish.attachmentBytes === undefined) return { ...made, properties };
    const large = file(made.attachments.length, 'Video.mp4', 'video/mp4', random.bytes(wish.attachmentBytes));
    return { ...made, properties, attachments: [...made.attachments, large] };
  };
  // A large attachment changes nothing of what the server lists, so it is left out here.
  const described = encodeMessage(content(false));
  const { messageClass, searchKey, extended, received, categories } = checkStream(described);
  return {
    messageClass,
    stream: () => encodeMessage(content(true)),
    size: wish.size ?? described.length + (wish.attachmentBytes ?? 0),
    received: received ?? createRandom(`${key}/created`).date('2018-01-01', '2026-09-01'),
    extended,
    categories,
    ...(searchKey === null ? {} : { searchKey }),
    ...(wish.exportError === undefined ? {} : { exportError: wish.exportError }),
  };
};
