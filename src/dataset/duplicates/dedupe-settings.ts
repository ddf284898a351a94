/** What counts as too much of the same. Plain data. */
export interface DedupeSettings {
  /**
   * `exact`: of pairs with the same goal and the same turns the first stays. `near`: also of pairs with the same goal and much the same
   * actions, and at most `maxSimilar` pairs have near-identical goals. `off`: every pair stays.
   */
  dedupe: "exact" | "near" | "off";
  /** Share of words, in (0, 1], from which two goals, or the actions of two runs, count as near-identical. */
  similarity: number;
  /** Most pairs whose goals are near-identical; null: no bound. Only with `near`. */
  maxSimilar: number | null;
}

export const noDedupe: DedupeSettings = { dedupe: "off", similarity: 0.8, maxSimilar: null };
