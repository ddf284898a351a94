/**
 * How long a provider asks us to wait, in milliseconds, read from the headers of its answer: `retry-after-ms`, `retry-after` in seconds or as a date, and
 * where these are missing the reset of the limit that is used up (`x-ratelimit-reset-*`, `anthropic-ratelimit-*-reset`).
 *
 * @param headers lower-case names
 * @returns undefined when nothing usable is there
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const milliseconds = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const asked = readWait(headers["retry-after"], now);
  if (asked !== undefined) return asked;
  const waits = Object.entries(headers)
    .filter(([name]) => /ratelimit-.*reset|ratelimit-reset/.test(name) && isUsedUp(name, headers))
    .map(([, value]) => readWait(value, now))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/**
 * Reads a time to wait: seconds (`20`, `0.5`), a duration (`6m0s`, `120ms`), seconds since 1970, or a date in one of the two forms of HTTP headers.
 */
export function readWait(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text);
    return seconds > 1_000_000_000 ? Math.max(0, seconds * 1000 - now) : seconds * 1000;
  }
  if (/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) {
    let total = 0;
    for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) total += Number(number) * (units[unit ?? "s"] ?? 0);
    return total;
  }
  // Anything shorter is a lone number that `Date.parse` would take for a year.
  const date = text.length < 10 ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** True unless the header beside it says that something is left. */
function isUsedUp(name: string, headers: Readonly<Record<string, string>>): boolean {
  const left = headers[name.replace("reset", "remaining")];
  return left === undefined || Number(left) === 0;
}
