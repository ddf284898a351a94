export { wilsonInterval } from "../../src/base/wilson-interval.ts";

/**
 * Fleiss' κ of several readers over the same items.
 *
 * @param ratings for each item, how often each category was chosen; every item by the same number of readers, at least 2
 * @returns κ, 1 for full agreement, 0 for chance; NaN when there is nothing to compare
 */
export function fleissKappa(ratings: readonly (readonly number[])[]): number {
  const readers = (ratings[0] ?? []).reduce((sum, count) => sum + count, 0);
  if (ratings.length === 0 || readers < 2) return Number.NaN;
  const agreement = ratings.map((row) => (row.reduce((sum, count) => sum + count * count, 0) - readers) / (readers * (readers - 1)));
  const observed = mean(agreement);
  const categories = ratings[0]?.length ?? 0;
  const shares = Array.from({ length: categories }, (_, at) => mean(ratings.map((row) => (row[at] ?? 0) / readers)));
  const chance = shares.reduce((sum, share) => sum + share * share, 0);
  return chance === 1 ? 1 : (observed - chance) / (1 - chance);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
