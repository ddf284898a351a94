/** Whether a provider still answers. One for all models at one address. */
export interface Health {
  /** A request was answered, be it with a refusal of that one request. */
  answered(): void;
  /** One attempt failed. Returns why the provider counts as down, if it does. */
  attemptFailed(refused: boolean, words: string): string | undefined;
  /** A call failed with all of its attempts. Returns why the provider counts as down, if it does. */
  callFailed(words: string): string | undefined;
}

/** When a provider counts as down. */
export interface HealthSettings {
  /** Calls that failed one after another, of whatever records, with no answer in between. */
  failedCalls: number;
  /** Milliseconds of failed attempts with no answer in between. */
  failingMs: number;
}

/** Values unless something else is said. */
export const defaultHealth: HealthSettings = { failedCalls: 5, failingMs: 120_000 };

/** Failing for long enough counts only with this many attempts in that time: a single slow request is no outage. */
const leastAttempts = 10;

/** Watches one provider. */
export function createHealth({ failedCalls, failingMs }: HealthSettings, now: () => number): Health {
  let everAnswered = false;
  let calls = 0;
  let attempts = 0;
  let refusals = 0;
  let since = 0;
  return {
    answered() {
      everAnswered = true;
      calls = 0;
      attempts = 0;
      refusals = 0;
    },
    attemptFailed(refused, words) {
      if (attempts === 0) since = now();
      attempts += 1;
      if (refused) refusals += 1;
      const failing = now() - since;
      if (attempts < leastAttempts || failing < failingMs) return undefined;
      return `has given no answer to ${attempts} attempts in ${Math.round(failing / 1000)} s; the last one: ${words}`;
    },
    callFailed(words) {
      calls += 1;
      if (!everAnswered && refusals > 0 && refusals === attempts) return `cannot be reached: ${words}`;
      if (calls < failedCalls) return undefined;
      return `failed ${calls} calls one after another with no answer in between; the last one: ${words}`;
    },
  };
}
