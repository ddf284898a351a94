import { singular } from "../../../evidence/words.ts";
import { formula } from "./formula.ts";
import { asEach, nounOf } from "./loops.ts";
import { isCall } from "./substitute.ts";
import { type Count, phrase, type Scope } from "./scope.ts";
import { kindOf } from "./kinds.ts";
import { type Expression, NoWords } from "./syntax.ts";
import { ordinals } from "./tables.ts";

export function element({ of, at }: Expression & { kind: "index" }, scope: Scope): string {
  const written = formula(at, scope.names);
  const ordinal = ordinals[written ?? ""];
  const noun = kindOf(of, scope.texts) === "text" ? "character" : "element";
  const [list] = of.kind === "call" ? of.given : [];
  if (isCall(of, "sorted") && list !== undefined && written !== undefined) {
    const { item, how } = sorted(of, list, "one", scope);
    if (ordinal !== undefined && item.startsWith("different "))
      return `the ${ordinal} of the ${sorted(of, list, "many", scope).item} when ${how}`;
    return ordinal === undefined ? `the ${item} at index ${written} when ${how}` : `the ${ordinal} ${item} when ${how}`;
  }
  if (phrase(of, scope).startsWith("a ")) throw new NoWords();
  if (ordinal !== undefined) return `the ${ordinal} ${noun} of ${phrase(of, scope)}`;
  if (written === undefined) throw new NoWords();
  return `the ${noun} at index ${written} of ${phrase(of, scope)}`;
}

/** "item of words", "sorted by their length in ascending order". */
function sorted(of: Expression, list: Expression, number: Count, scope: Scope): { item: string; how: string } {
  const how = /(?:sorted by .+|in (?:a|de)scending order)$/.exec(phrase(of, scope))?.[0].replace(/^in /, "sorted in ");
  const each = asEach(list);
  if (how === undefined || each.where !== null) throw new NoWords();
  return { item: nounOf(each.over, number, scope), how };
}

export function slice({ of, from, to, by }: Expression & { kind: "slice" }, scope: Scope): string {
  if (by !== null) {
    if (from !== null || to !== null || formula(by, scope.names) !== "-1") throw new NoWords();
    return `the reverse of ${phrase(of, scope)}`;
  }
  const noun = kindOf(of, scope.texts) === "text" ? "characters" : "elements";
  const [start, end] = [from, to].map((bound) => {
    if (bound === null) return null;
    const written = formula(bound, scope.names);
    if (written === undefined) throw new NoWords();
    return written;
  });
  // The last 0 elements, counted from the end, are all.
  if ([start, end].some((bound) => bound !== null && bound !== undefined && /^-\D/.test(bound))) throw new NoWords();
  if (isCall(of, "bin") && start === "2" && end === null) return binary(of, false, scope);
  const [list] = of.kind === "call" ? of.given : [];
  if (isCall(of, "sorted") && list !== undefined) {
    const { item, how } = sorted(of, list, "many", scope);
    if ((start === null || start === "0") && end !== null && end !== undefined && /^\w+$/.test(end))
      return `a list of the first ${end} ${item} when ${how}`;
    if (end === null && start !== undefined && start !== null && /^-\w+$/.test(start))
      return `a list of the last ${start.slice(1)} ${item} when ${how}`;
    throw new NoWords();
  }
  if (start === null && end === null) return `a copy of ${phrase(of, scope)}`;
  if ((start === null || start === "0") && end !== null)
    return end?.startsWith("-")
      ? `${phrase(of, scope)} without its last ${count(end, noun)}`
      : `the first ${count(end ?? "", noun)} of ${phrase(of, scope)}`;
  if (end === null)
    return start?.startsWith("-")
      ? `the last ${count(start, noun)} of ${phrase(of, scope)}`
      : `the ${noun} of ${phrase(of, scope)} from index ${start} on`;
  if (start?.startsWith("-") || end?.startsWith("-")) throw new NoWords();
  return `the ${noun} of ${phrase(of, scope)} from index ${start} up to, but not including, index ${end}`;
}

function count(bound: string, noun: string): string {
  const number = bound.replace(/^-/, "");
  if (/ /.test(number)) throw new NoWords();
  return number === "1" ? singular(noun) : `${number} ${noun}`;
}

/** @param negative whether the code also gets negative numbers right */
export function binary(of: Expression & { kind: "call" }, negative: boolean, scope: Scope): string {
  const [value] = of.given;
  if (value === undefined || (!negative && value.kind !== "name")) throw new NoWords();
  return `${negative ? "" : "the non-negative integer "}${phrase(value, scope)} in binary, as a string without the prefix 0b`;
}
