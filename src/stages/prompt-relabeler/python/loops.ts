import { singular } from "../../../evidence/words.ts";
import { formula } from "./formula.ts";
import { aboutItem, partsOf, unlessDenied } from "./logic.ts";
import { isCall } from "./substitute.ts";
import { aboutIt, type Count, freeName, phrase, quoted, said, type Scope, withName } from "./scope.ts";
import { kindOf } from "./kinds.ts";
import { type Each, type Expression, NoWords } from "./syntax.ts";

/** Anything that is run over, as a loop: `map` and `filter` with one list, a list by itself. */
export function asEach(of: Expression): Each {
  if (of.kind === "each") return of;
  const [how, over] = of.kind === "call" ? of.given : [];
  if ((isCall(of, "map") || isCall(of, "filter")) && how !== undefined && over !== undefined && of.given.length === 2) {
    const inner = asEach(over);
    if (inner.value.kind !== "name" || inner.value.name !== inner.item || inner.where !== null) throw new NoWords();
    const item = how.kind === "lambda" ? how.parameters[0] : "$item";
    if (item === undefined || (how.kind === "lambda" && how.parameters.length !== 1) || (how.kind !== "lambda" && how.kind !== "name"))
      throw new NoWords();
    const self: Expression = { kind: "name", name: item };
    const made: Expression = how.kind === "lambda" ? how.value : { kind: "call", called: how, given: [self], named: new Map() };
    return isCall(of, "map")
      ? { kind: "each", into: "lazy", item, over: inner.over, value: made, where: null }
      : { kind: "each", into: "lazy", item, over: inner.over, value: self, where: made };
  }
  return { kind: "each", into: "lazy", item: "$item", over: of, value: { kind: "name", name: "$item" }, where: null };
}

/** What a list or a set holds: "of the items of numbers that are even", "with the square of x for each item x of numbers". */
export function many(each: Each, scope: Scope): string {
  if (isItself(each)) return `of the ${items(each, scope)}`;
  return `with ${mapped(each, scope)}`;
}

/** "the square of x for each item x of numbers". */
export function mapped(each: Each, scope: Scope): string {
  const name = each.item.startsWith("$") ? freeName(scope) : each.item;
  const value = phrase(each.value, withName(scope, each.item, name));
  if (value.startsWith("a ")) throw new NoWords();
  return `${value} for each ${nounOf(each.over, "one", scope, name)}${conditionOf(each, "one", scope)}`;
}

/** True where the items are taken as they are. */
export function isItself({ value, item }: Each): boolean {
  return value.kind === "name" && value.name === item;
}

/** What two sets together come to: "the items that a and b have in common". */
export function inSets(value: Expression & { kind: "binary" }, scope: Scope): string {
  const [left, right] = [value.left, value.right].map((side) => {
    const [inner] = isCall(side, "set") ? side.given : [];
    if (inner === undefined || inner.kind === "call") throw new NoWords();
    return phrase(inner, scope);
  });
  switch (value.operator) {
    case "&":
      return `the items that ${left} and ${right} have in common`;
    case "|":
      return `the items that are in ${left} or ${right}`;
    case "-":
      return `the items of ${left} that are not in ${right}`;
    case "^":
      return `the items that are in only one of ${left} and ${right}`;
    default:
      throw new NoWords();
  }
}

/** "items of numbers that are even". */
export function items(each: Each, scope: Scope, name = ""): string {
  return `${nounOf(each.over, "many", scope, name)}${conditionOf(each, "many", scope)}`;
}

/** " that are even". A single character does not consist of digits: it is one. */
function conditionOf({ over, item, where }: Each, number: Count, scope: Scope): string {
  if (where === null) return "";
  const told = relative(where, item, number, scope);
  if (kindOf(over, scope.texts) !== "text") return ` ${told}`;
  return ` ${told
    .replaceAll("consist of letters and digits", "are letters or digits")
    .replaceAll(/consist of (letters|digits)/g, "are $1")
    .replaceAll("consists of letters and digits", "is a letter or a digit")
    .replaceAll(/consists of (letter|digit)s/g, "is a $1")}`;
}

/** What is run over: "items of numbers", "integers from 1 to n", "digits of n". */
export function nounOf(over: Expression, number: Count, scope: Scope, name = ""): string {
  const noun = (word: string): string => `${number === "one" ? singular(word) : word}${name === "" ? "" : ` ${name}`}`;
  if (isCall(over, "range") && over.named.size === 0) return `${noun("integers")} ${range(over.given, scope)}`;
  const [only] = over.kind === "call" ? over.given : [];
  if ((isCall(over, "list") || isCall(over, "tuple")) && only !== undefined && over.given.length === 1)
    return nounOf(only, number, scope, name);
  if (isCall(over, "$distinct")) throw new NoWords();
  if (isCall(over, "str") && only !== undefined) {
    // The sign of a number stands among its digits.
    if (only.kind !== "name") throw new NoWords();
    return `${noun("digits")} of the non-negative integer ${phrase(only, scope)}`;
  }
  if (over.kind === "slice" && over.from === null && over.to === null && over.by !== null && formula(over.by, scope.names) === "-1")
    return `${nounOf(over.of, number, scope, name)} in reverse order`;
  if (over.kind === "call" && over.called.kind === "attribute" && over.named.size === 0) {
    const { of, name: method } = over.called;
    if (method === "split" && over.given.length === 0) return `${noun("words")} of ${phrase(of, scope)}`;
    const [separator] = over.given;
    if (method === "split" && separator?.kind === "string" && over.given.length === 1)
      return `${noun("parts")} of ${phrase(of, scope)} split at ${quoted(separator.value)}`;
    if (method === "items" && of.kind === "name" && over.given.length === 0)
      return number === "one" ? `pair of key and value of ${phrase(of, scope)}` : `pairs of key and value of ${phrase(of, scope)}`;
    if ((method === "values" || method === "keys") && over.given.length === 0) return `${noun(method)} of ${phrase(of, scope)}`;
  }
  if (isCall(over, "set") && only !== undefined && over.given.length === 1) return `different ${nounOf(only, number, scope, name)}`;
  if (over.kind === "call" && over.called.kind === "attribute" && over.called.name === "items") throw new NoWords();
  return `${noun(kindOf(over, scope.texts) === "text" ? "characters" : "items")} of ${phrase(over, scope)}`;
}

function range(bounds: readonly Expression[], scope: Scope): string {
  const [first, second, by] = bounds;
  if (first === undefined || by !== undefined) throw new NoWords();
  const from = second === undefined ? "0" : phrase(first, scope);
  const end = second ?? first;
  if (end.kind === "binary" && end.operator === "+" && end.right.kind === "number" && end.right.text === "1") {
    const root = rooted(end.left);
    return `from ${from} to ${root === undefined ? phrase(end.left, scope) : `the square root of ${phrase(root, scope)}`}`;
  }
  const written = formula(end, scope.names);
  if (written === undefined) throw new NoWords();
  return end.kind === "number" ? `from ${from} to ${Number(end.text) - 1}` : `from ${from} up to, but not including, ${written}`;
}

/** `int(n ** 0.5)`, `int(math.sqrt(n))`: where a search for divisors ends. */
function rooted(end: Expression): Expression | undefined {
  const [inner] = isCall(end, "int") ? end.given : [];
  if (inner?.kind === "binary" && inner.operator === "**" && inner.right.kind === "number" && inner.right.text === "0.5") return inner.left;
  const named = inner?.kind === "call" && inner.called.kind === "attribute" && inner.called.name === "sqrt";
  return inner?.kind === "call" && (named || isCall(inner, "sqrt")) ? inner.given[0] : undefined;
}

/** "that are even and occur once in numbers": every part of the condition is about the item. */
export function relative(where: Expression, item: string, number: Count, scope: Scope): string {
  const operator = where.kind === "binary" && (where.operator === "and" || where.operator === "or") ? where.operator : undefined;
  const parts = operator === undefined ? [where] : partsOf(where, operator);
  const told = parts.map((part) => {
    const test = unlessDenied(part);
    const [subject, predicate] = said(aboutItem(test, item), number, withName(scope, item, aboutIt));
    if (predicate.includes(aboutIt)) throw new NoWords();
    if (subject === aboutIt) return { own: true, predicate };
    // "the length of ITEM is 3" is "whose length is 3".
    const whose = /^the ([^\uE000]+) of \uE000$/.exec(subject)?.[1];
    if (whose === undefined) throw new NoWords();
    const [, singularPredicate] = said(aboutItem(test, item), "one", withName(scope, item, aboutIt));
    return { own: false, predicate: `${whose} ${singularPredicate}` };
  });
  return told.map(({ own, predicate }) => `${own ? "that" : "whose"} ${predicate}`).join(` ${operator ?? ""} `);
}
