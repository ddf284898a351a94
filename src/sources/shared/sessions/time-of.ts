/** A time as ISO 8601, from the text or the milliseconds since 1970 that a session file has; undefined for anything else. */
export function timeOf(value: unknown): string | undefined {
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT\d\d:/.test(value) ? value : undefined;
  // Beyond this `Date` has no day.
  if (typeof value !== "number" || !(Math.abs(value) <= 8.64e15)) return undefined;
  return new Date(value).toISOString();
}
