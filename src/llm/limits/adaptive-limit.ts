/** How many requests may be under way at once. */
export interface AdaptiveLimit {
  readonly now: number;
  /** Names the time before the next halving, for `limited`. */
  readonly epoch: number;
  /** A request succeeded while `underWay` were under way, itself included. */
  succeeded(underWay: number): void;
  /** The provider said "too many" to a request that began in `epoch`. */
  limited(epoch: number): void;
}

/** Bounds of `auto`. */
export const autoConcurrency = { least: 1, first: 8, most: 256 };

/**
 * A fixed number, or `auto`: begins with 8, one more for each success until the provider first says "too many", from then on one more for each
 * round of successes, and half as many for each "too many". Requests that were sent before a halving do not halve again.
 */
export function createAdaptiveLimit(concurrency: number | "auto"): AdaptiveLimit {
  if (concurrency !== "auto") return { now: concurrency, epoch: 0, succeeded: () => undefined, limited: () => undefined };
  let limit = autoConcurrency.first;
  let epoch = 0;
  return {
    get now() {
      return Math.floor(limit);
    },
    get epoch() {
      return epoch;
    },
    succeeded(underWay) {
      // A limit that is not used says nothing about what the provider bears.
      if (underWay < Math.floor(limit)) return;
      limit = Math.min(autoConcurrency.most, limit + (epoch === 0 ? 1 : 1 / limit));
    },
    limited(began) {
      if (began !== epoch) return;
      limit = Math.max(autoConcurrency.least, limit / 2);
      epoch += 1;
    },
  };
}
