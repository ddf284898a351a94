import { readWait } from "../retry-after.ts";

/** What a provider says about one of its limits: how much it allows, what is left, and how fast it comes back. */
export interface SaidLimit {
  capacity: number;
  level: number;
  perSecond: number;
}

/** The limits that an answer's headers speak of. */
export interface SaidLimits {
  requests?: SaidLimit;
  tokens?: SaidLimit;
}

/**
 * Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` (OpenAI and many servers that speak its interface) and
 * `anthropic-ratelimit-{requests,input-tokens,tokens}-{limit,remaining,reset}`.
 *
 * The reset is the time until the limit is whole again, so what is missing over that time is the speed at which it refills. This holds for limits per
 * minute as well as for those per day.
 *
 * @param headers lower-case names
 */
export function readRateHeaders(headers: Readonly<Record<string, string>>, now: number): SaidLimits {
  const openAis = (what: string): SaidLimit | undefined =>
    read(headers[`x-ratelimit-limit-${what}`], headers[`x-ratelimit-remaining-${what}`], headers[`x-ratelimit-reset-${what}`], now);
  const anthropics = (what: string): SaidLimit | undefined =>
    read(
      headers[`anthropic-ratelimit-${what}-limit`],
      headers[`anthropic-ratelimit-${what}-remaining`],
      headers[`anthropic-ratelimit-${what}-reset`],
      now,
    );
  const requests = openAis("requests") ?? anthropics("requests");
  const tokens = openAis("tokens") ?? anthropics("tokens") ?? anthropics("input-tokens");
  return { ...(requests === undefined ? {} : { requests }), ...(tokens === undefined ? {} : { tokens }) };
}

function read(limit: string | undefined, remaining: string | undefined, reset: string | undefined, now: number): SaidLimit | undefined {
  const capacity = Number(limit ?? Number.NaN);
  const level = Number(remaining ?? Number.NaN);
  if (!(capacity > 0) || !(level >= 0)) return undefined;
  const seconds = (readWait(reset, now) ?? Number.NaN) / 1000;
  const missing = capacity - level;
  return { capacity, level, perSecond: missing > 0 && seconds > 0 ? missing / seconds : capacity / 60 };
}
