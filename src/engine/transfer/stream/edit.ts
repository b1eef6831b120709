/** [pure] Writes edits into a stream that comes in one piece or in many, cut anywhere. */
import { StreamFault } from './fault.ts';
import type { Edit } from './map-bag.ts';

/** Both throw StreamFault where something else is than was read. */
export const createEditor = (edits: Edit[], emit: (piece: Buffer) => void) => {
  let next = 0;
  let at = 0;
  return {
    push: (stream: Buffer): void => {
      for (let piece = stream; piece.length > 0; ) {
        const edit = edits[next];
        const kept = edit === undefined ? piece.length : Math.max(0, edit.at - at);
        const gone = edit !== undefined && kept === 0;
        const part = piece.subarray(0, gone ? edit.end - at : kept);
        piece = piece.subarray(part.length);
        if (!gone) emit(part);
        else if (!edit.was.subarray(at - edit.at, at - edit.at + part.length).equals(part))
          throw new StreamFault('changed-otherwise', at);
        at += part.length;
        if (edit === undefined || at < edit.end) continue;
        emit(edit.bytes);
        next++;
      }
    },
    end: (): void => {
      if (next < edits.length) throw new StreamFault('changed-otherwise', at);
    },
  };
};
