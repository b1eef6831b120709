/** Which known words somebody may have meant: a slip of the finger, or a beginning. [pure] */

/** Nearest first; empty when nothing is near. Only short words are compared, so any input is cheap. */
export const nearest = (said: string, known: readonly string[]): string[] => {
  const word = [...said].slice(0, 40).join('');
  // One slip in a short word, two in a longer one: "hepl" is help, "cat" is not "stats", "what" is not "why".
  const allowed = (candidate: string): number => {
    const shorter = Math.min(word.length, candidate.length);
    return shorter <= 3 ? 1 : shorter <= 12 ? 2 : 3;
  };
  return known
    .map((candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= allowed(candidate))
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
};

const distanceOf = (word: string, candidate: string): number =>
  word.length >= 3 && candidate.startsWith(word) ? 1 : slips(word, candidate);

/** Letters added, dropped, changed, or two neighbours swapped (optimal string alignment). */
const slips = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = best;
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};
