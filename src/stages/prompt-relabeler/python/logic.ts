import { isCall, namesIn } from "./substitute.ts";
import { type Expression, isComparison, NoWords } from "./syntax.ts";
import { opposites } from "./tables.ts";

export function unlessDenied(test: Expression): Expression {
  return test.kind === "unary" && test.operator === "not" && !isProperty(test.of) ? denied(test.of) : test;
}

/** True for what a method or a type says of one thing, which can be denied in words. */
export function isProperty(test: Expression): boolean {
  return isCall(test, "isinstance") || (test.kind === "call" && test.called.kind === "attribute");
}

/** The opposite of a condition that has one. */
export function denied(test: Expression): Expression {
  if (test.kind === "unary" && test.operator === "not") return test.of;
  if (test.kind === "binary") {
    const opposite = opposites[test.operator];
    if (opposite !== undefined) return { ...test, operator: opposite };
  }
  throw new NoWords();
}

/** The parts that one word joins; what is joined by the other word within them would be read in two ways. */
export function partsOf(test: Expression, operator: "and" | "or"): Expression[] {
  if (test.kind !== "binary" || (test.operator !== "and" && test.operator !== "or")) return [test];
  if (test.operator !== operator) throw new NoWords();
  return [...partsOf(test.left, operator), ...partsOf(test.right, operator)];
}

/** `n % i == 0` says of i that it divides n; `k < x` says of x that it is greater. */
export function aboutItem(test: Expression, item: string): Expression {
  if (test.kind !== "binary" || !isComparison(test.operator)) return test;
  if (namesIn(test.left).includes(item) || !namesIn(test.right).includes(item)) return test;
  const turned: Record<string, string> = { "==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=" };
  const operator = turned[test.operator];
  if (operator === undefined) throw new NoWords();
  return { ...test, left: test.right, operator, right: test.left };
}

export function isReverse(value: Expression, of: Expression): boolean {
  if (value.kind !== "slice" || value.from !== null || value.to !== null || value.by?.kind !== "unary") return false;
  return value.of.kind === "name" && of.kind === "name" && value.of.name === of.name;
}

export function isCount(value: Expression): boolean {
  return value.kind === "call" && value.called.kind === "attribute" && value.called.name === "count" && value.given.length === 1;
}

/** True for what is True or False. */
export function isTest(value: Expression): boolean {
  if (value.kind === "binary")
    return (
      isComparison(value.operator) || ((value.operator === "and" || value.operator === "or") && isTest(value.left) && isTest(value.right))
    );
  if (value.kind === "unary") return value.operator === "not";
  if (value.kind !== "call") return false;
  if (value.called.kind === "name") return value.called.name === "any" || value.called.name === "all";
  return value.called.kind === "attribute" && /^(?:is[a-z]+|startswith|endswith)$/.test(value.called.name);
}
