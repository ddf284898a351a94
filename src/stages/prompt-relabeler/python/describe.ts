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
  const value = returnedBy(definition);
  if (value === undefined || parameters.length === 0 || isBare(value)) return undefined;
  try {
    const scope = scopeOf(parameters, textsIn(value));
    const signature = `${name}(${written.join(", ")})`;
    const told = returns(value, scope);
    if (
      told.length > longest ||
      told.includes(aboutIt) ||
      parameters.some((parameter) => !new RegExp(`(?<!\\w)${parameter}(?!\\w)`).test(told))
    )
      return undefined;
    return {
      signature,
      returns: told,
      questions: [
        `Write a Python function ${signature} that returns ${told}.`,
        `I need a Python function ${signature}. It should return ${told}.`,
        `Define a function ${signature} in Python which returns ${told}.`,
      ],
    };
  } catch (error) {
    if (error instanceof NoWords) return undefined;
    throw error;
  }
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

/** A constant or a parameter given back teaches nothing. */
function isBare(value: Expression): boolean {
  return ["name", "number", "string", "constant", "list", "tuple", "dictionary"].includes(value.kind);
}
