/** The same work for many, so many at once, answers in their order. The first that fails ends it. */
export const atOnce = async <T, R>(most: number, all: T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const answers = new Array<R>(all.length);
  const left = all.entries();
  const lane = async (): Promise<void> => {
    for (const [at, one] of left) answers[at] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, lane));
  return answers;
};
