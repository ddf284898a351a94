import { called } from "./calls.ts";
import { said } from "./conditions.ts";
import { element, slice } from "./elements.ts";
import { formula, operatorsIn } from "./formula.ts";
import { inSets, many } from "./loops.ts";
import { nameOf, quoted, type Scope } from "./scope.ts";
import { kindOf } from "./kinds.ts";
import { type Expression, NoWords } from "./syntax.ts";

/** The scope of a function's parameters, which are spoken of by their names. */
export function scopeOf(parameters: readonly string[], texts: ReadonlySet<string>): Scope {
  return { texts, names: new Map(parameters.map((parameter) => [parameter, parameter])), speech: { phrase, said } };
}

/**
 * The value of an expression as a noun phrase: "the smallest item of numbers", "n in binary".
 *
 * @throws NoWords where there are none that say exactly this
 */
function phrase(value: Expression, scope: Scope): string {
  switch (value.kind) {
    case "name":
      return nameOf(value.name, scope);
    case "number":
      return value.text;
    case "string":
      return quoted(value.value);
    case "constant":
      return value.value;
    case "list":
    case "tuple":
      if (value.kind === "tuple") return `(${value.items.map((item) => literal(item, scope)).join(", ")})`;
      return value.items.length === 0 ? "an empty list" : `[${value.items.map((item) => literal(item, scope)).join(", ")}]`;
    case "unary":
      if (value.operator === "not") throw new NoWords();
      return value.of.kind === "number" ? `-${value.of.text}` : `the negative of ${phrase(value.of, scope)}`;
    case "binary":
      return calculation(value, scope);
    case "index":
      return element(value, scope);
    case "slice":
      return slice(value, scope);
    case "attribute":
      if (value.of.kind === "name" && value.of.name === "math" && value.name === "pi") return "pi";
      throw new NoWords();
    case "each":
      if (value.into === "lazy") throw new NoWords();
      return `${value.into === "set" ? "the set" : "a list"} ${many(value, scope)}`;
    case "call":
      return called(value, scope);
    default:
      throw new NoWords();
  }
}

/** Sums, products and so on: in words where there is one operator, else as a formula. */
function calculation(value: Expression & { kind: "binary" }, scope: Scope): string {
  const { left, operator, right } = value;
  const kinds = [kindOf(left, scope.texts), kindOf(right, scope.texts)];
  if (kinds.includes("set")) return `the set of ${inSets(value, scope)}`;
  const joins = ["text", "list", "sequence"].some((kind) => kinds.some((one) => one === kind));
  if (operatorsIn(value) > 1 || [left, right].some(({ kind }) => kind === "unary")) {
    const written = joins ? undefined : formula(value, scope.names);
    if (written !== undefined) return written;
    if (operatorsIn(value) > 1) throw new NoWords();
  }
  const [first, second] = [phrase(left, scope), phrase(right, scope)];
  if (/ (?:and|or|if) |,/.test(`${first} ${second}`) || first.startsWith("the reverse of ")) throw new NoWords();
  if (joins && operator === "+") return `${first} followed by ${second}`;
  if (joins && operator === "*" && kinds[1] !== "list") return `${first} repeated ${second} times`;
  if (joins) throw new NoWords();
  switch (operator) {
    case "+":
      return `the sum of ${first} and ${second}`;
    case "-":
      return `${first} minus ${second}`;
    case "*":
      return `the product of ${first} and ${second}`;
    case "/":
      return `${first} divided by ${second}`;
    case "//":
      return `${first} divided by ${second} and rounded down`;
    case "%":
      return `the remainder of ${first} divided by ${second}`;
    case "**":
      return second === "2" ? `the square of ${first}` : second === "3" ? `the cube of ${first}` : `${first} to the power of ${second}`;
    default:
      throw new NoWords();
  }
}

function literal(item: Expression, scope: Scope): string {
  if (item.kind === "number" || item.kind === "string" || item.kind === "constant" || item.kind === "name") return phrase(item, scope);
  throw new NoWords();
}
