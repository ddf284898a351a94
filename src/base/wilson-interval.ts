/**
 * 95 % Wilson score interval of a share.
 *
 * @param hits number of successes
 * @param total number of trials, at least 1
 * @returns lower and upper end, each in [0, 1]
 */
export function wilsonInterval(hits: number, total: number): [number, number] {
  const z = 1.959964;
  const share = hits / total;
  const denominator = 1 + (z * z) / total;
  const centre = share + (z * z) / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return [Math.max(0, (centre - spread) / denominator), Math.min(1, (centre + spread) / denominator)];
}
