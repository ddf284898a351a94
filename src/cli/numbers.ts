/** A count as people read it: 12,345. */
export function readable(count: number): string {
  return count.toLocaleString("en-US");
}

/** A share of a whole in whole percent; `-` when there is no whole. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${Math.round((100 * part) / whole)} %`;
}

/** A time in seconds as `4s`, `2m 05s` or `3h 20m`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(whole / 3600)}h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}m`;
}

/** An amount of US dollars with as many digits as it needs; null when nobody knows the price. */
export function dollars(amount: number | null): string {
  if (amount === null) return "price unknown";
  if (amount === 0) return "$0";
  return `$${amount >= 1 ? amount.toFixed(2) : amount.toPrecision(3)}`;
}
