/**
 * [pure] How long a mailbox takes. Microsoft allows it 10,000 requests in 10 minutes (an import is one) and 150 MB of
 * uploads in 5 minutes ("Microsoft Graph service-specific throttling limits", Outlook service limits): it goes at full
 * speed until a window is full, and waits for it to pass.
 */
export interface Amount {
  items: number;
  /** Of item streams. */
  bytes: number;
}

export interface Pace {
  /** While nothing makes it wait. */
  itemsPerSecond: number;
  /** What the project allows. */
  bytesPerSecond?: number | undefined;
}

export interface Estimate {
  seconds: number;
  /** Which limit decides, as people say it. */
  boundBy: string;
}

export const latencyBound = 'four requests at once per mailbox';

/** How finely a window is looked at: a hundredth of it at a time. After so many windows, the others are like them. */
const stepsPerWindow = 100;
const mostWindows = 200;

/** The time for all of it; or, when `done` of its items were reached after so many seconds, for the rest. */
export const timeOf = (
  all: Amount,
  pace: Pace,
  { done, elapsedSeconds }: { done: number; elapsedSeconds: number } = { done: 0, elapsedSeconds: 0 },
): Estimate => {
  const limits = limitsOn(all, pace);
  const share = mostWindows / Math.max(...limits.map(({ windows }) => windows));
  if (share < 1) {
    const part = { items: all.items * share, bytes: all.bytes * share };
    const { seconds, boundBy } = timeOf(part, pace, {
      done: done * share,
      elapsedSeconds: elapsedSeconds * share,
    });
    return { seconds: seconds / share, boundBy };
  }
  const steps = Math.ceil(stepsPerWindow * Math.max(1, ...limits.map(({ windows }) => windows)));
  const stepSeconds = all.items / steps / pace.itemsPerSecond;
  const doneSteps = Math.floor((steps * done) / Math.max(1, all.items));
  const ends: number[] = [];
  let now = 0;
  let from = 0;
  for (let step = 0; step < steps; step++) {
    // It may have been slower than this, or paused: the windows went on meanwhile.
    if (step === doneSteps) from = now = Math.max(now, elapsedSeconds);
    now += stepSeconds;
    for (const limit of limits) {
      const first = ends[step - Math.floor(steps / limit.windows)];
      const wait = first === undefined ? 0 : first + limit.windowSeconds - now;
      if (wait <= 0) continue;
      now += wait;
      if (step >= doneSteps) limit.waited += wait;
    }
    ends.push(now);
  }
  const [most] = limits.toSorted((a, b) => b.waited - a.waited);
  return {
    // To the millisecond: thousands of steps add up to a little more or less than their sum.
    seconds: doneSteps >= steps ? 0 : Math.round((now - from) * 1000) / 1000,
    boundBy: most === undefined || most.waited === 0 ? latencyBound : most.boundBy,
  };
};

interface Limit {
  /** How many of them all of it takes. */
  windows: number;
  windowSeconds: number;
  boundBy: string;
  waited: number;
}

const limitsOn = ({ items, bytes }: Amount, { bytesPerSecond }: Pace): Limit[] => {
  // Base64 makes 4 bytes of 3.
  const sent = (bytes * 4) / 3;
  return [
    {
      windows: items / 10_000,
      windowSeconds: 600,
      boundBy: "Microsoft's 10,000 requests in 10 minutes per mailbox",
      waited: 0,
    },
    {
      windows: sent / 150_000_000,
      windowSeconds: 300,
      boundBy: "Microsoft's 150 MB of uploads in 5 minutes per mailbox",
      waited: 0,
    },
    ...(bytesPerSecond === undefined
      ? []
      : [
          {
            windows: sent / (bytesPerSecond * 300),
            windowSeconds: 300,
            boundBy: "the project's own limit (MaximumDataTransferRate)",
            waited: 0,
          },
        ]),
  ];
};
