import { textsIn } from "./kinds.ts";
import { isTest } from "./logic.ts";
import { returnedBy } from "./meaning.ts";
import { type Expression, type FunctionDefinition, NoWords } from "./syntax.ts";
import { clause } from "./conditions.ts";
import { aboutIt, phrase, type Scope } from "./scope.ts";
import { scopeOf } from "./words.ts";

/** A function that can be asked for. */
export interface AskedFunction {
  /** `name(parameter, parameter)`. */
  signature: string;
  /** Ways to ask for it, all with the same meaning. */
  questions: string[];
  /** What it returns, in words. */
  returns: string;
}

/** Longer descriptions are recitals of code. */
const longest = 230;

/**
 * Puts what a function does into words that somebody could order it with.
 *
 * The words are those of the code, not those of the request that it was written for: what they say holds whatever the function was meant to do.
 *
 * @returns undefined where there are no short and exact words
 */
export function describeFunction(definition: FunctionDefinition): AskedFunction | undefined {
  const { name, parameters, written } = definition;
  const { sorting, rest } = sortedFirst(definition);
  const value = returnedBy(rest);
  if (value === undefined || parameters.length === 0 || (sorting === undefined && isBare(value))) return undefined;
  try {
    const scope = scopeOf(parameters, textsIn(value));
    const signature = `${name}(${written.join(", ")})`;
    const before = sorting === undefined ? "" : `${sortsInPlace(sorting, scope)} and then `;
    const told = sorting !== undefined && value.kind === "name" ? "it" : returns(value, scope);
    const isTold = (parameter: string): boolean => new RegExp(`(?<!\\w)${parameter}(?!\\w)`).test(before + told);
    if (before.length + told.length > longest || told.includes(aboutIt) || !parameters.every(isTold)) return undefined;
    return {
      signature,
      returns: told,
      questions: [
        `Write a Python function ${signature} that ${before}returns ${told}.`,
        before === ""
          ? `I need a Python function ${signature}. It should return ${told}.`
          : `I need a Python function ${signature} that ${before}returns ${told}.`,
        `Define a function ${signature} in Python which ${before}returns ${told}.`,
      ],
    };
  } catch (error) {
    if (error instanceof NoWords) return undefined;
    throw error;
  }
}

/** A function that begins by sorting what it was handed: that call, and the function without it. */
function sortedFirst(definition: FunctionDefinition): { sorting?: Expression & { kind: "call" }; rest: FunctionDefinition } {
  const [first, ...body] = definition.body;
  if (first?.kind !== "do" || first.value.kind !== "call" || first.value.called.kind !== "attribute") return { rest: definition };
  const { of, name } = first.value.called;
  const sorts = name === "sort" && of.kind === "name" && definition.parameters.includes(of.name) && first.value.given.length === 0;
  return sorts ? { sorting: first.value, rest: { ...definition, body } } : { rest: definition };
}

/** "sorts numbers in place in descending order". */
function sortsInPlace({ called, named }: Expression & { kind: "call" }, scope: Scope): string {
  if (called.kind !== "attribute") throw new NoWords();
  const told = phrase({ kind: "call", called: { kind: "name", name: "sorted" }, given: [called.of], named }, scope);
  const how = /(?:(?<=sorted )by .+|in (?:a|de)scending order)$/.exec(told)?.[0];
  if (how === undefined) throw new NoWords();
  return `sorts ${phrase(called.of, scope)} in place ${how.replace(/^by their (.+?)(?= in )/, "by the $1 of each item")}`;
}

function returns(value: Expression, scope: Scope): string {
  const test = isTest(value) ? value : undefined;
  if (test !== undefined) return `True if ${clause(test, scope)} and False otherwise`;
  if (value.kind === "conditional") return cases(value, scope);
  return phrase(value, scope);
}

/** "None if k is less than 1, 0 if n is 0, and the smallest of ... otherwise". */
function cases(value: Expression & { kind: "conditional" }, scope: Scope): string {
  const told: string[] = [];
  let rest: Expression = value;
  while (rest.kind === "conditional") {
    if (isTest(rest.yes)) throw new NoWords();
    told.push(`${phrase(rest.yes, scope)} if ${clause(rest.test, scope)}`);
    rest = rest.otherwise;
  }
  // "True if ... and True if ..." would have to say what goes before what.
  if (told.length > 2 || isTest(rest)) throw new NoWords();
  return `${told.join(", ")}, and ${phrase(rest, scope)} otherwise`;
}

/** A constant, a parameter given back, or one operator teaches nothing. */
function isBare(value: Expression): boolean {
  if (value.kind === "binary") return !isTest(value) && [value.left, value.right].every(({ kind }) => kind === "name" || kind === "number");
  return ["name", "number", "string", "constant", "list", "tuple", "dictionary"].includes(value.kind);
}
