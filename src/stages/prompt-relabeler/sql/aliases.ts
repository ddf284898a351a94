import { remembered } from "../../../base/remembered.ts";
import type { Select } from "../../../evidence/sql/select.ts";
import { humanize, stem, wordsOf } from "../../../evidence/words.ts";

/** Words that say how a column was made, not what it holds. */
const plain = new Set(
  "a an all as at by avg average cnt count counts each first for from highest in last least lowest max maximum mean min minimum most n no num number of on per result s sum the to total totals value with"
    .split(" ")
    .map(stem),
);

/**
 * Whether the names that a query gives its columns speak only of what stands in the query. `COUNT(*) AS num_transcripts` over enrolments was
 * written for another question, and says so to whoever reads it under a new goal.
 */
export function aliasesFit(select: Select, sql: string): boolean {
  const aliases = select.items.flatMap(({ alias }) => (alias === null ? [] : [alias]));
  if (aliases.length === 0) return true;
  const strange = new Set(aliases.flatMap(stemsOf).filter((word) => !plain.has(word)));
  if (strange.size === 0) return true;
  const names = new Set(aliases.map((alias) => alias.toLowerCase()));
  for (const name of sql.match(/[A-Za-z_][\w]*|'[^']*'/g) ?? []) {
    if (names.has(name.toLowerCase())) continue;
    for (const word of stemsOf(name)) strange.delete(word);
  }
  return strange.size === 0;
}

const stemsOf = remembered((name): readonly string[] => wordsOf(humanize(name).replace(/[_'-]/g, " ")).map(stem));
