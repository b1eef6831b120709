/** Remembers what was delivered in the last minutes: chat services deliver again when an answer is late. [pure] */

const rememberMs = 10 * 60_000;

/** True from the second time on. */
export const createSeen = (now: () => number = Date.now): ((id: string) => boolean) => {
  const seen = new Map<string, number>();
  return (id) => {
    for (const [old, at] of seen) {
      if (at + rememberMs > now()) break;
      seen.delete(old);
    }
    if (seen.has(id)) return true;
    seen.set(id, now());
    return false;
  };
};
