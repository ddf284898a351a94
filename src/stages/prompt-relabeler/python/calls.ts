import { binary } from "./elements.ts";
import { kindOf } from "./kinds.ts";
import { asEach, inSets, isItself, items, many, nounOf, relative } from "./loops.ts";
import { isCall, namesIn } from "./substitute.ts";
import { aboutIt, freeName, phrase, quoted, type Scope, withName } from "./scope.ts";
import { type Expression, NoWords } from "./syntax.ts";
import { functions, functionsOfTwo, methods, methodsOfOne } from "./tables.ts";

export function called(value: Expression & { kind: "call" }, scope: Scope): string {
  const { called: what, given, named } = value;
  const [first, second] = given;
  if (what.kind === "attribute" && !(what.of.kind === "name" && /^(?:math|heapq)$/.test(what.of.name)))
    return method(what, given, named, scope);
  const name = what.kind === "name" ? what.name : what.kind === "attribute" ? `math.${what.name}` : "";
  if (first === undefined) throw new NoWords();
  if (name === "sorted" || ((name === "min" || name === "max") && given.length === 1)) return ordered(name, first, named, scope);
  if (named.size > 0) throw new NoWords();
  if ((isHeap(what, "nlargest") || isHeap(what, "nsmallest")) && second !== undefined && given.length === 2) {
    const [amountOf, largest] = [phrase(first, scope), isHeap(what, "nlargest")];
    return `a list of the ${amountOf} ${largest ? "largest" : "smallest"} ${nounOf(second, "many", scope)} in ${largest ? "descending" : "ascending"} order`;
  }
  if (given.length === 1) {
    switch (name) {
      case "$count":
        return `the number of ${items(asEach(first), scope)}`;
      case "sum":
      case "$product":
        return amount(name === "sum" ? "sum" : "product", first, scope);
      case "$counts":
        return `a dictionary that maps each ${nounOf(first, "one", scope)} to the number of times it occurs`;
      case "$distinct":
        return `a list of the ${nounOf(first, "many", scope)} without duplicates, in the order in which they first occur`;
      case "Counter":
        return `a Counter of how often each ${nounOf(first, "one", scope)} occurs`;
      case "set":
        return `the set ${collected(first, scope)}`;
      case "list":
      case "tuple":
        return `a ${name} ${collected(first, scope)}`;
      case "reversed":
        throw new NoWords();
      case "len":
        return lengthOf(first, scope);
      default: {
        const words = functions[name] ?? functions[`math.${name}`];
        if (words === undefined) throw new NoWords();
        if (name === "int" && isBinary(first))
          return `${phrase(first, scope).replace(/, as a string without the prefix 0b$/, "")}, with its digits read as an integer`;
        const of = phrase(first, scope);
        if (of.includes(",")) throw new NoWords();
        return words.replace("_", () => of);
      }
    }
  }
  if (second === undefined || given.length > 2) throw new NoWords();
  if (name === "$first") {
    const each = asEach(first);
    const noun = nounOf(each.over, "one", scope);
    return `the first ${noun} ${each.where === null ? "" : relative(each.where, each.item, "one", scope)}, or ${phrase(second, scope)} if there is none`;
  }
  if (name === "int") {
    if (second.kind === "number" && second.text === "2") return `the integer that the binary string ${phrase(first, scope)} stands for`;
    throw new NoWords();
  }
  const words = functionsOfTwo[name] ?? functionsOfTwo[`math.${name}`];
  if (words === undefined) throw new NoWords();
  return words.replace("_", () => phrase(first, scope)).replace("#", () => phrase(second, scope));
}

function isHeap(what: Expression, name: string): boolean {
  return what.kind === "attribute" && what.name === name && what.of.kind === "name" && what.of.name === "heapq";
}

/** `bin(n)[2:]` and `bin(n).replace("0b", "")`. */
function isBinary(value: Expression): boolean {
  if (value.kind === "slice") return isCall(value.of, "bin");
  return value.kind === "call" && value.called.kind === "attribute" && isCall(value.called.of, "bin");
}

/** `len(set(x))` counts different items, `len([x for ...])` those that are left. */
function lengthOf(of: Expression, scope: Scope): string {
  const [inner] = of.kind === "call" ? of.given : [];
  if (isCall(of, "sorted") && inner !== undefined) return lengthOf(inner, scope);
  const key = of.kind === "call" ? of.named.get("key") : undefined;
  if (
    (isCall(of, "min") || isCall(of, "max")) &&
    inner !== undefined &&
    key?.kind === "name" &&
    key.name === "len" &&
    of.given.length === 1 &&
    of.named.size === 1
  )
    return `the ${isCall(of, "min") ? "smallest" : "largest"} length of the ${items(asEach(inner), scope)}`;
  if (isCall(of, "set") && inner !== undefined && of.given.length === 1) return `the number of different ${items(asEach(inner), scope)}`;
  const kept = (isCall(of, "list") || isCall(of, "tuple")) && inner !== undefined ? asEach(inner) : of;
  if (kept.kind === "each" && kept.value.kind === "name" && kept.value.name === kept.item) return `the number of ${items(kept, scope)}`;
  return `the length of ${phrase(of, scope)}`;
}

function collected(from: Expression, scope: Scope): string {
  const [inner] = from.kind === "call" ? from.given : [];
  if (isCall(from, "set") && inner !== undefined && from.given.length === 1)
    return `of the different ${items(asEach(inner), scope)}, in any order`;
  if (from.kind === "binary" && kindOf(from, scope.texts) === "set")
    return `of ${inSets(from, scope)}, without duplicates and in any order`;
  return many(asEach(from), scope);
}

/** "the sum of the items of numbers", "the sum of the square of x over all items x of numbers". */
function amount(what: "sum" | "product", of: Expression, scope: Scope): string {
  const each = asEach(of);
  if (what === "sum" && each.value.kind === "number" && each.value.text === "1") return `the number of ${items(each, scope)}`;
  const [inner] = each.value.kind === "call" ? each.value.given : [];
  // The digits of a number are summed as numbers, of course.
  const own = isCall(each.value, "int") && each.value.given.length === 1 && isCall(each.over, "str") ? inner : each.value;
  if (own?.kind === "name" && own.name === each.item) return `the ${what} of the ${items(each, scope)}`;
  if (!namesIn(each.value).includes(each.item)) throw new NoWords();
  const name = each.item.startsWith("$") ? freeName(scope) : each.item;
  return `the ${what} of ${phrase(each.value, withName(scope, each.item, name))} over all ${items(each, scope, name)}`;
}

/** `sorted`, `min`, `max` with their key. */
function ordered(name: "sorted" | "min" | "max", of: Expression, named: ReadonlyMap<string, Expression>, scope: Scope): string {
  const [key, reverse] = [named.get("key"), named.get("reverse")];
  if ([...named.keys()].some((one) => one !== "key" && one !== "reverse")) throw new NoWords();
  const each = asEach(of);
  if (name === "sorted") {
    const descending = reverse?.kind === "constant" && reverse.value === "True";
    if (reverse !== undefined && !descending) throw new NoWords();
    const order = `in ${descending ? "descending" : "ascending"} order`;
    if (each.value.kind !== "name" || each.value.name !== each.item) throw new NoWords();
    return key === undefined
      ? `a list of the ${items(each, scope)} ${order}`
      : `a list of the ${items(each, scope)}, sorted by their ${trait(key, scope)} ${order}`;
  }
  if (reverse !== undefined) throw new NoWords();
  if (key?.kind === "attribute" && key.name === "count" && key.of.kind === "name")
    return `the ${nounOf(each.over, "one", scope).replace(/^different /, "")} that occurs ${name === "max" ? "most" : "least"} often${isAll(each.over, key.of) ? "" : ` in ${phrase(key.of, scope)}`} (any of them if there are several)`;
  const end = name === "min" ? "smallest" : "largest";
  if (key !== undefined)
    return `the ${nounOf(each.over, "one", scope)} with the ${end} ${trait(key, scope)} (the first of them if there are several)`;
  if (each.value.kind === "name" && each.value.name === each.item)
    return each.where === null ? `the ${end} ${nounOf(each.over, "one", scope)}` : `the ${end} of the ${items(each, scope)}`;
  const own = each.item.startsWith("$") ? freeName(scope) : each.item;
  const about = /^the ([^\uE000]+) of \uE000$/.exec(phrase(each.value, withName(scope, each.item, aboutIt)))?.[1];
  if (about !== undefined) return `the ${end} ${about} of the ${items(each, scope)}`;
  const value = phrase(each.value, withName(scope, each.item, own)).replace(/^the /, "");
  return `the ${end} ${value} over all ${items(each, scope, own)}`;
}

/** True where the items are those of the list itself, or its different ones. */
function isAll(over: Expression, list: Expression & { kind: "name" }): boolean {
  const [inner] = isCall(over, "set") ? over.given : [over];
  return inner?.kind === "name" && inner.name === list.name;
}

/** What a key looks at: "length", "second element". */
function trait(key: Expression, scope: Scope): string {
  if (key.kind === "name" && key.name === "len") return "length";
  if (key.kind === "name" && key.name === "sum") return "sum";
  if (isCall(key, "itemgetter") && key.given.length === 1 && key.given[0] !== undefined)
    return trait(
      { kind: "lambda", parameters: ["$item"], value: { kind: "index", of: { kind: "name", name: "$item" }, at: key.given[0] } },
      scope,
    );
  if (key.kind !== "lambda" || key.parameters.length !== 1) throw new NoWords();
  const [parameter = ""] = key.parameters;
  const [summed] = isCall(key.value, "sum") ? key.value.given : [];
  if (summed?.kind === "name" && summed.name === parameter) return "sum";
  const told = phrase(key.value, withName(scope, parameter, aboutIt));
  const whose = /^the ([^\uE000]+) of \uE000$/.exec(told)?.[1];
  // "sorted by their negative of ..." would be another order in other words.
  if (whose === undefined || whose.startsWith("negative ")) throw new NoWords();
  return whose;
}

function method(
  what: Expression & { kind: "attribute" },
  given: readonly Expression[],
  named: ReadonlyMap<string, Expression>,
  scope: Scope,
): string {
  const [first, second] = given;
  if (named.size > 0) throw new NoWords();
  if (what.name === "join" && first !== undefined && what.of.kind === "string" && given.length === 1) {
    const each = asEach(first);
    const between =
      what.of.value === "" ? "" : what.of.value === " " ? ", with spaces between them" : `, with ${quoted(what.of.value)} between them`;
    if (isItself(each)) {
      // Only strings can be joined; of the characters of a text nobody need say so.
      if (each.where !== null && kindOf(each.over, scope.texts) !== "text") throw new NoWords();
      const strings =
        kindOf(each.over, scope.texts) === "text" || each.over.kind === "call" || each.over.kind === "slice" ? "" : ", which are strings";
      return `the string made of the ${items(each, scope)}${strings}${between}`;
    }
    const [turned] = isCall(each.value, "str") ? each.value.given : [];
    if (each.where !== null || turned?.kind !== "name" || turned.name !== each.item) throw new NoWords();
    return `the string made of the ${items(each, scope)}, each turned into a string${between}`;
  }
  if (what.name === "replace" && first?.kind === "string" && second?.kind === "string" && given.length === 2) {
    if (isCall(what.of, "bin") && first.value === "0b" && second.value === "") return binary(what.of, true, scope);
    const of = phrase(what.of, scope);
    // What was put in may be replaced again.
    if (/ with every | without any /.test(of)) throw new NoWords();
    return second.value === ""
      ? `${of} without any ${quoted(first.value)}`
      : `${of} with every ${quoted(first.value)} replaced by ${quoted(second.value)}`;
  }
  if (first === undefined) {
    const words = methods[what.name];
    if (words === undefined) throw new NoWords();
    return words.replace("_", () => phrase(what.of, scope));
  }
  const words = methodsOfOne[what.name];
  if (words === undefined || given.length > 1) throw new NoWords();
  return words.replace("_", () => phrase(what.of, scope)).replace("#", () => phrase(first, scope));
}
