import { asEach, nounOf } from "./loops.ts";
import { denied, isCount, isProperty, isReverse, partsOf, unlessDenied } from "./logic.ts";
import { joinAnd } from "../../../evidence/join-and.ts";
import { formula } from "./formula.ts";
import { isCall, namesIn } from "./substitute.ts";
import { aboutIt, type Count, phrase, type Scope, withName } from "./scope.ts";
import { type Each, type Expression, isComparison, NoWords } from "./syntax.ts";
import { characters, comparisons, properties } from "./tables.ts";

/**
 * A condition as a sentence: "k is less than 1", "every item of words is in upper case".
 *
 * @throws NoWords
 */
export function clause(test: Expression, scope: Scope): string {
  if (test.kind === "unary" && test.operator === "not" && !isProperty(test.of)) return clause(denied(test.of), scope);
  if (test.kind === "binary" && (test.operator === "and" || test.operator === "or")) {
    const parts = partsOf(test, test.operator).map((part) => clause(part, scope));
    return parts.join(` ${test.operator} `);
  }
  const [subject, predicate] = said(test, "one", scope);
  return `${subject} ${predicate}`;
}

/** What a condition is about, and what it says of it. */
export function said(test: Expression, number: Count, scope: Scope): [subject: string, predicate: string] {
  const are = number === "one" ? "is" : "are";
  if (test.kind === "unary" && test.operator === "not" && isProperty(test.of)) {
    const [subject, predicate] = said(test.of, number, scope);
    return [subject, negated(predicate)];
  }
  if (test.kind === "binary" && isComparison(test.operator)) {
    const { left, operator, right } = test;
    const remainder = left.kind === "binary" && left.operator === "%" ? left : undefined;
    if (remainder !== undefined && right.kind === "number" && (right.text === "0" || right.text === "1")) {
      const even = (operator === "==") === (right.text === "0");
      const by = remainder.right;
      if (by.kind === "number" && by.text === "2" && (operator === "==" || operator === "!="))
        return [phrase(remainder.left, scope), `${are} ${even ? "even" : "odd"}`];
      if (right.text === "0" && (operator === "==" || operator === "!=")) {
        const [divided, divisor] = [phrase(remainder.left, scope), phrase(by, scope)];
        if (divisor === aboutIt)
          return [
            divisor,
            `${operator === "==" ? (number === "one" ? "divides" : "divide") : number === "one" ? "does not divide" : "do not divide"} ${divided}`,
          ];
        return [divided, `${are} ${operator === "==" ? "" : "not "}divisible by ${divisor}`];
      }
    }
    if ((operator === "==" || operator === "!=") && isReverse(right, left))
      return [
        phrase(left, scope),
        `${number === "one" ? (operator === "==" ? "reads" : "does not read") : operator === "==" ? "read" : "do not read"} the same backwards`,
      ];
    const [order] = right.kind === "call" ? right.given : [];
    if (
      (operator === "==" || operator === "!=") &&
      isCall(right, "sorted") &&
      order?.kind === "name" &&
      left.kind === "name" &&
      order.name === left.name
    ) {
      const how = /in (?:a|de)scending order$/.exec(phrase(right, scope))?.[0];
      if (how === undefined || right.named.has("key")) throw new NoWords();
      return [phrase(left, scope), `${are} ${operator === "==" ? "" : "not "}${how}`];
    }
    if (
      (operator === "in" || operator === "not in") &&
      right.kind === "call" &&
      right.called.kind === "attribute" &&
      right.called.name === "split"
    )
      return [phrase(left, scope), `${are} ${operator === "in" ? "" : "not "}one of the ${nounOf(right, "many", scope)}`];
    const often = isCount(left) && right.kind === "number" ? timesOf(operator, right.text) : undefined;
    if (often !== undefined && left.kind === "call" && left.called.kind === "attribute") {
      const [item] = left.given;
      if (item === undefined) throw new NoWords();
      return [phrase(item, scope), `${number === "one" ? "occurs" : "occur"} ${often} in ${phrase(left.called.of, scope)}`];
    }
    const found =
      left.kind === "call" && left.called.kind === "attribute" && left.called.name === "find" && left.given.length === 1 ? left : undefined;
    if (found?.called.kind === "attribute" && formula(right, scope.names) === "-1" && (operator === "==" || operator === "!=")) {
      const [sought] = found.given;
      if (sought === undefined) throw new NoWords();
      const contains =
        operator === "!=" ? (number === "one" ? "contains" : "contain") : number === "one" ? "does not contain" : "do not contain";
      return [phrase(found.called.of, scope), `${contains} ${phrase(sought, scope)}`];
    }
    if ((operator === "in" || operator === "not in") && (right.kind === "list" || right.kind === "tuple") && right.items.length > 1) {
      const options = right.items.map((item) =>
        item.kind === "name" || item.kind === "number" || item.kind === "string" ? phrase(item, scope) : "",
      );
      if (options.includes("") || options.length > 12) throw new NoWords();
      const neither = number === "one" ? "is none of" : "are none of";
      return [phrase(left, scope), `${operator === "in" ? `${are} one of` : neither} ${joinAnd(options)}`];
    }
    const words = comparisons[operator];
    if (words === undefined) throw new NoWords();
    const subject = phrase(left, scope);
    if (subject.includes(",")) throw new NoWords();
    return [subject, `${words[number]} ${phrase(right, scope)}`];
  }
  if (test.kind === "call" && test.called.kind === "attribute" && test.named.size === 0) {
    const [given] = test.given;
    const property = properties[test.called.name];
    if (property !== undefined && test.given.length === 0) {
      const subject = phrase(test.called.of, scope);
      const ofOne = /\bcharacter\b/.test(subject) ? characters[test.called.name] : undefined;
      return [subject, ofOne ?? property[number]];
    }
    if (given !== undefined && test.given.length === 1 && (test.called.name === "startswith" || test.called.name === "endswith")) {
      const verb = `${test.called.name === "startswith" ? "start" : "end"}${number === "one" ? "s" : ""}`;
      return [phrase(test.called.of, scope), `${verb} with ${phrase(given, scope)}`];
    }
  }
  if (isCall(test, "isinstance")) {
    const [what, type] = test.given;
    if (
      what === undefined ||
      type?.kind !== "name" ||
      test.given.length !== 2 ||
      !/^(?:int|float|str|list|tuple|set|dict|bool)$/.test(type.name)
    )
      throw new NoWords();
    return [phrase(what, scope), `${are} of type ${type.name}`];
  }
  const [only] = test.kind === "call" ? test.given : [];
  if ((isCall(test, "any") || isCall(test, "all")) && test.given.length === 1 && only !== undefined) {
    const each = asEach(only);
    if (each.where !== null) throw new NoWords();
    const divisors = divisorsIn(each, isCall(test, "any"), scope);
    if (divisors !== undefined) return divisors;
    const whose = isCall(test, "any") ? "any" : "every";
    const item = `${whose} ${nounOf(each.over, "one", scope)}`;
    const [subject, predicate] = said(unlessDenied(each.value), "one", withName(scope, each.item, item));
    // The item stands once, and at the beginning: "any item of a is equal to any item of a" would be something else.
    if (subject.split(item).length !== 2 || predicate.includes(item)) throw new NoWords();
    return [subject, predicate];
  }
  throw new NoWords();
}

/** "n", "is divisible by any integer from 2 to k": what a search for divisors looks for. */
function divisorsIn({ value, item, over }: Each, any: boolean, scope: Scope): [subject: string, predicate: string] | undefined {
  const test = unlessDenied(value);
  if (test.kind !== "binary" || test.operator !== (any ? "==" : "!=")) return undefined;
  const { left, right } = test;
  if (right.kind !== "number" || right.text !== "0" || left.kind !== "binary" || left.operator !== "%") return undefined;
  if (left.right.kind !== "name" || left.right.name !== item || namesIn(left.left).includes(item)) return undefined;
  return [phrase(left.left, scope), `${any ? "is" : "is not"} divisible by any ${nounOf(over, "one", scope)}`];
}

function negated(predicate: string): string {
  const verbs: readonly [RegExp, string][] = [
    [/^(is|are) /, "$1 not "],
    [/^(?:consists) /, "does not consist "],
    [/^(?:consist) /, "do not consist "],
    [/^(start|end)s with /, "does not $1 with "],
    [/^(start|end) with /, "do not $1 with "],
  ];
  const verb = verbs.find(([pattern]) => pattern.test(predicate));
  if (verb === undefined) throw new NoWords();
  return predicate.replace(verb[0], verb[1]);
}

function timesOf(operator: string, number: string): string | undefined {
  const limit = Number(number);
  if (operator === "==" && limit > 0) return `exactly ${times(limit)}`;
  if (operator === ">" && limit > 0) return `more than ${times(limit)}`;
  if (operator === ">=" && limit > 0) return `at least ${times(limit)}`;
  return undefined;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}
