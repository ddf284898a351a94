import { remembered } from "../../../base/remembered.ts";
import type { Column, Expression } from "../../../evidence/sql/select.ts";
import type { Namer } from "./names.ts";
import type { Scope } from "./scope.ts";

/** A column as seen from the main table's rows: columns of another table carry its name, or that of the part it plays. */
export function columnWords(expression: Expression, scope: Scope, namer: Namer): string | undefined {
  if (expression.kind !== "column") return undefined;
  const table = scope.tableOf(expression);
  if (table === null && scope.tables.length > 1) return undefined;
  const words = namer.column(expression);
  if (isNoNoun(words)) return undefined;
  // The orchestra of an orchestra is its name.
  if ((table === null || table === scope.main) && words === namer.row(scope.main)) return "name";
  if (table === null || table === scope.main) return withoutOwner(words, namer.row(scope.main));
  const owner = ownerWords(table, scope, namer);
  return words.startsWith(owner) ? words : `${owner} ${withoutOwner(words, namer.row(table))}`;
}

const isNoNoun = remembered(
  (words) =>
    // `final table made`, `year of founded`: half a sentence is no noun.
    /(?: (?:made|played|used|taken|is|of|by|in|at|to)| of \w+ed)$/.test(words) ||
    // `caused by ship ID`: neither is a clause.
    /^\w+ (?:by|in|at|from|to) \w/.test(words) ||
    // `the average of each stadium`: of what?
    /^(?:average|highest|lowest|total|maximum|minimum|most|least)$/.test(words),
);

/** What a row of another table is to a row of the main one: `stadium`, `source airport`. */
export function ownerWords(table: string, scope: Scope, namer: Namer): string {
  const link = scope.links.find((other) => other.table === table);
  return link?.role === true ? roleWords(link.reference, namer) : namer.row(table);
}

/** The part that a reference names, without the word that says that it is a key. */
export function roleWords(reference: Column, namer: Namer): string {
  return namer.column(reference).replace(/ (?:ID|code|number)$/, "");
}

function withoutOwner(words: string, owner: string): string {
  return words.startsWith(`${owner} `) ? words.slice(owner.length + 1) : words;
}

/** `a weight`, `an age`. */
export function withArticle(noun: string): string {
  return `${/^(?:[aeiou](?!ni|se|ur)|ID\b|hour)/i.test(noun) ? "an" : "a"} ${noun}`;
}

export function joinOr(values: readonly string[]): string {
  return values.length < 2 ? (values[0] ?? "") : `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

export function allKnown(words: (string | undefined)[]): words is string[] {
  return words.every((word) => word !== undefined);
}
