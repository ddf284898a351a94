/** Something that refills over time: requests or tokens per minute. */
export interface TokenBucket {
  /** Milliseconds until `amount` may be taken; 0 when it may be now. More than the bucket holds is given when it is full. */
  waitFor(amount: number, now: number): number;
  /** Takes `amount`, or gives it back when negative. The level may fall below nothing. */
  take(amount: number, now: number): void;
  /** Takes over what a provider says about its own bucket. */
  learn(state: { capacity: number; level: number; perSecond: number }, now: number): void;
}

/**
 * A bucket for a limit per minute. It holds five seconds' worth, so that a run does not begin with a minute's requests at once.
 *
 * @param perMinute `Infinity` for a bucket that never waits until it learns better
 */
export function createTokenBucket(perMinute: number, now: number): TokenBucket {
  let perSecond = perMinute / 60;
  let capacity = Math.max(1, perSecond * 5);
  let level = capacity;
  let filledAt = now;
  const own = { perSecond, capacity };

  const fill = (at: number): void => {
    level = Math.min(capacity, level + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
  };
  return {
    waitFor(amount, at) {
      if (perSecond === Infinity) return 0;
      fill(at);
      const missing = Math.min(amount, capacity) - level;
      return missing <= 1e-9 ? 0 : Math.ceil((missing / perSecond) * 1000);
    },
    take(amount, at) {
      if (perSecond === Infinity) return;
      fill(at);
      level = Math.min(capacity, level - amount);
    },
    learn(state, at) {
      // What the user has set is never exceeded.
      if (state.perSecond >= own.perSecond) return;
      if (perSecond === Infinity) level = state.level;
      else fill(at);
      ({ perSecond, capacity } = state);
      level = Math.min(level, state.level);
      filledAt = at;
    },
  };
}
