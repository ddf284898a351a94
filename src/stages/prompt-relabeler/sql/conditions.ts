import { isNumericType } from "../../../evidence/sql/schema.ts";
import type { Condition, Expression, Literal, Operator } from "../../../evidence/sql/select.ts";
import { describeMember } from "./member.ts";
import type { Namer } from "./names.ts";
import { columnWords, joinOr, ownerWords, withArticle } from "./phrases.ts";
import { isQuantity } from "./quantity.ts";
import { scopeOf, type Scope } from "./scope.ts";

/** More values than a person would name. */
const maxValues = 12;

type Junction = Extract<Condition, { parts: Condition[] }>;
type Simple = Exclude<Condition, { parts: Condition[] }>;

/**
 * A WHERE condition as words that follow a plural noun: `with a weight below 3500`, `whose breed code is 'BUL'`.
 *
 * @returns undefined where the condition has no plain reading, or compares a number column with text (databases answer that with nonsense)
 */
export function describeCondition(condition: Condition | null, scope: Scope, namer: Namer): string | undefined {
  if (condition === null) return "";
  if (condition.kind === "and") {
    if (condition.parts.length > 3 || condition.parts.filter(bringsNoun).length > 1) return undefined;
    const parts = condition.parts.map((part) => describePart(part, scope, namer));
    if (!parts.every((part) => part !== undefined)) return undefined;
    return ` ${joinSameStart(parts.toSorted((first, second) => first.rank - second.rank).map(({ words }) => words))}`;
  }
  const words = condition.kind === "or" ? describeOr(condition, scope, namer) : describeSimple(condition, scope, namer);
  return words === undefined ? undefined : ` ${words}`;
}

/** One of several conditions in words, and where they stand among the others. */
function describePart(part: Condition, scope: Scope, namer: Namer): { words: string; rank: number } | undefined {
  const words = part.kind === "or" ? describeOr(part, scope, namer) : describeSimple(part, scope, namer);
  if (words === undefined) return undefined;
  // Right behind the noun: `country languages marked as official whose language is ...`.
  if (part.kind !== "or" && words.startsWith("marked as ")) return { words, rank: 0 };
  // What is said of a noun in a condition goes on to the end: nothing may follow it.
  return { words, rank: bringsNoun(part) ? 2 : 1 };
}

function bringsNoun(condition: Condition): boolean {
  return condition.kind === "member" || (condition.kind === "whole" && condition.of.where !== null);
}

/** `with an age above 40` and `with an age below 60`: the second does not say again what the first said. */
function joinSameStart(parts: string[]): string {
  return parts.reduce((joined, part) => {
    const start = /^(with an? .+?) (?:below|above|of at)/.exec(part)?.[1];
    if (/^marked as [\w ]+$/.test(joined)) return `${joined} ${part}`;
    return start !== undefined && joined.includes(`${start} `) ? `${joined} and ${part.slice(start.length + 1)}` : `${joined} and ${part}`;
  });
}

/** Alternatives for one column: values that it may have, or ranges that it may lie in. */
function describeOr(condition: Junction, scope: Scope, namer: Namer): string | undefined {
  const [first] = condition.parts;
  if (first?.kind !== "compare") return undefined;
  const { left } = first;
  const parts: Extract<Condition, { kind: "compare" }>[] = [];
  for (const part of condition.parts) {
    if (part.kind !== "compare" || !sameColumn(part.left, left)) return undefined;
    parts.push(part);
  }
  if (parts.every((part) => part.operator === "=")) {
    return describeSimple({ kind: "in", left, negated: false, values: parts.map((part) => part.right) }, scope, namer);
  }
  const words = parts.map((part) => describeSimple(part, scope, namer));
  if (!words.every((word) => word?.startsWith("with ") === true)) return undefined;
  return joinSameStart(words.filter((word) => word !== undefined)).replace(/ and /g, " or ");
}

function sameColumn(one: Expression, other: Expression): boolean {
  return (
    one.kind === "column" && other.kind === "column" && one.name.toLowerCase() === other.name.toLowerCase() && one.table === other.table
  );
}

function describeSimple(condition: Condition, scope: Scope, namer: Namer): string | undefined {
  if ("parts" in condition) return undefined;
  if (condition.kind === "member") return describeMember(condition, scope, namer, describeCondition);
  const column = columnWords(condition.left, scope, namer);
  if (column === undefined) return undefined;
  if (/^(?:.* )?(?:is|has) /.test(column)) return describeFlag(condition, scope, namer);
  if (condition.kind === "null") return condition.negated ? `with ${withArticle(column)} on record` : `with no ${column} on record`;
  if (condition.kind === "whole") return describeWhole(condition, column, scope, namer);
  const literals = literalsOf(condition);
  if (!literals.every((literal) => comparable(condition.left, literal, scope))) return undefined;
  if (condition.kind === "in") {
    if (condition.values.length > maxValues) return undefined;
    const list = joinOr(condition.values.map(literalWords));
    return condition.negated ? `whose ${column} is neither ${list.replace(/ or (?=[^,]*$)/, " nor ")}` : `whose ${column} is ${list}`;
  }
  if (condition.kind === "between") return `with ${withArticle(column)} between ${condition.low.value} and ${condition.high.value}`;
  return describeComparison(column, condition.operator, condition.right, scope);
}

/** `marked as official`, for a column `IsOfficial` that is set equal to a word for yes or no. */
function describeFlag(condition: Simple, scope: Scope, namer: Namer): string | undefined {
  if (condition.kind !== "compare" || condition.operator !== "=" || condition.left.kind !== "column") return undefined;
  const words = /^is (.+)$/.exec(namer.column(condition.left))?.[1];
  const value = condition.right.value.toLowerCase();
  const marked = /^(?:t|true|y|yes|1)$/.test(value) ? "marked as" : /^(?:f|false|n|no|0)$/.test(value) ? "marked as not" : undefined;
  if (words === undefined || marked === undefined) return undefined;
  const table = scope.tableOf(condition.left);
  if (table === null && scope.tables.length > 1) return undefined;
  return table === null || table === scope.main ? `${marked} ${words}` : `whose ${ownerWords(table, scope, namer)} is ${marked} ${words}`;
}

/** `above the average weight`, `with the highest weight`. Only for an aggregate of the same column over the same table. */
function describeWhole(condition: Extract<Simple, { kind: "whole" }>, column: string, scope: Scope, namer: Namer): string | undefined {
  const { left, operator, aggregate, of } = condition;
  if (aggregate.of.kind !== "column" || left.kind !== "column" || aggregate.of.name.toLowerCase() !== left.name.toLowerCase())
    return undefined;
  const type = scope.typeOf(left);
  if (of.joins.length > 0 || scope.tableOf(left)?.toLowerCase() !== of.from.name.toLowerCase()) return undefined;
  if ((type !== null && !isNumericType(type)) || /\b(?:ID|code|date|name)\b/.test(column)) return undefined;
  const inner = scopeOf(of, scope.shown);
  const where = inner === undefined ? undefined : describeCondition(of.where, inner, namer);
  if (inner === undefined || where === undefined || inner.tableOf(aggregate.of) !== inner.main) return undefined;
  const measure = { max: "highest", min: "lowest", avg: "average", sum: undefined, count: undefined }[aggregate.name];
  if (measure === undefined) return undefined;
  if (operator === "=") {
    if (measure === "average") return undefined;
    return where === "" ? `with the ${measure} ${column}` : `whose ${column} is the ${measure} of all ${namer.rows(inner.main)}${where}`;
  }
  const relation = operator === ">" ? "above" : operator === "<" ? "below" : undefined;
  if (relation === undefined || !isQuantity(column)) return undefined;
  if (where !== "") return `with ${withArticle(column)} ${relation} the ${measure} of all ${namer.rows(inner.main)}${where}`;
  return measure === "average" ? `with ${withArticle(column)} ${relation} the average` : undefined;
}

function describeComparison(column: string, operator: Operator, right: Literal, scope: Scope): string | undefined {
  const value = literalWords(right);
  if (operator === "=") return `whose ${column} is ${value}`;
  if (operator === "!=" && right.kind === "number") return `whose ${column} is not ${value}`;
  // Whether a text that was never shown was meant or misspelt cannot be seen from what is left. Rows without a value are left out too.
  if (operator === "!=") return scope.shown.value(right.value) ? `whose ${column} is something other than ${value}` : undefined;
  if (operator === "like" || operator === "not like") return describeLike(column, operator === "not like", right.value);
  const words = { "<": "below", "<=": "of at most", ">": "above", ">=": "of at least" }[operator];
  return right.kind === "number" && isQuantity(column) ? `with ${withArticle(column)} ${words} ${right.value}` : undefined;
}

function describeLike(column: string, negated: boolean, pattern: string): string | undefined {
  const inner = pattern.replace(/^%|%$/g, "");
  if (inner === "" || /[%_]/.test(inner)) return undefined;
  const [open, close] = [pattern.startsWith("%"), pattern.endsWith("%")];
  if (open && close) return negated ? `whose ${column} does not contain '${inner}'` : `whose ${column} contains '${inner}'`;
  if (negated) return undefined;
  if (close) return `whose ${column} starts with '${inner}'`;
  return open ? `whose ${column} ends with '${inner}'` : `whose ${column} is '${inner}'`;
}

function literalsOf(condition: Exclude<Simple, { kind: "null" | "whole" | "member" }>): Literal[] {
  if (condition.kind === "in") return condition.values;
  return condition.kind === "between" ? [condition.low, condition.high] : [condition.right];
}

/** False when a text is compared with a column known to hold numbers. */
function comparable(left: Expression, literal: Literal, scope: Scope): boolean {
  if (left.kind !== "column" || literal.kind === "number" || /^-?\d+(\.\d+)?$/.test(literal.value)) return true;
  const type = scope.typeOf(left);
  return type === null || !isNumericType(type);
}

function literalWords(literal: Literal): string {
  return literal.kind === "number" ? literal.value : `'${literal.value}'`;
}
