import { type Expression, NoWords } from "./syntax.ts";

/** How many things a verb is said of. */
export type Count = "one" | "many";

/** How values and conditions are put into words; the two need each other. */
export interface Speech {
  phrase(value: Expression, scope: Scope): string;
  said(test: Expression, number: Count, scope: Scope): [subject: string, predicate: string];
}

/** How names are spoken of: parameters by themselves, the item of a loop as "x" or as "every item of numbers". */
export interface Scope {
  names: ReadonlyMap<string, string>;
  /** Names that stand for texts, as what is done with them shows. */
  texts: ReadonlySet<string>;
  speech: Speech;
}

/** Stands for what a condition is about while it is put into words; no code can hold it. */
export const aboutIt = "\uE000";

/**
 * The value of an expression as a noun phrase: "the smallest item of numbers", "n in binary".
 *
 * @throws NoWords where there are none that say exactly this
 */
export function phrase(value: Expression, scope: Scope): string {
  return scope.speech.phrase(value, scope);
}

/**
 * What a condition is about, and what it says of it: "k", "is less than 1".
 *
 * @throws NoWords
 */
export function said(test: Expression, number: Count, scope: Scope): [subject: string, predicate: string] {
  return scope.speech.said(test, number, scope);
}

/** A name in code is spoken of as it is written; one that a loop gave has the words it was given. */
export function nameOf(name: string, scope: Scope): string {
  const known = scope.names.get(name);
  if (known !== undefined) return known;
  if (name.startsWith("$")) throw new NoWords();
  return name;
}

export function withName(scope: Scope, name: string, words: string): Scope {
  return { ...scope, names: new Map([...scope.names, [name, words]]) };
}

export function freeName(scope: Scope): string {
  if (scope.names.has("x")) throw new NoWords();
  return "x";
}

export function quoted(text: string): string {
  if (text === "") return "the empty string";
  return `'${text}'`;
}
