import type { FinalAnswer } from "../../evidence/answer.ts";
import { isStopWord, wordsOf } from "../../evidence/words.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { observationOf } from "../../trajectory/views.ts";

/**
 * What an answer holds and nothing before it shows: its numbers of three digits and more, except sums and rounded figures, and the name that the
 * answer consists of, where a word of it stands in no observation, user turn, system prompt or the goal.
 *
 * @param called whether the run called anything: an answer that was to come from memory invents no name
 * @returns parts of the answer, verbatim, each once
 */
export function inventedValues(trajectory: Trajectory, answer: FinalAnswer, called: boolean): string[] {
  const numbers = numbersOf(answer.text);
  const name = called ? nameOf(answer.text) : undefined;
  if (numbers.length === 0 && name === undefined) return [];
  const parts = [
    trajectory.task.goal,
    ...trajectory.steps.slice(0, answer.step).map((step) => (step.kind === "agent" ? observationOf(step) : step.text)),
  ];
  const names = name !== undefined && hasUnseenWord(name, parts) ? [name] : [];
  return [...new Set([...names, ...unseenNumbers(numbers, parts)])];
}

function numbersOf(text: string): string[] {
  const numbers: string[] = [];
  for (const found of text.match(/(?<![\w.])[$€£]?\d[\d,]*(?:\.\d+)?/g) ?? []) {
    const value = found.endsWith(",") ? found.slice(0, -1) : found;
    if (value.length >= 3 && value.replace(/\D/g, "").length >= 3) numbers.push(value);
  }
  return numbers;
}

function unseenNumbers(numbers: readonly string[], parts: readonly string[]): string[] {
  const shown = (value: string): boolean => parts.some((part) => part.includes(value));
  const isShown = (value: string): boolean => {
    if (shown(value)) return true;
    const plain = value.replace(/[,$€£]/g, "");
    return plain !== value && shown(plain);
  };
  const unseen = numbers.filter((value) => !isShown(value));
  if (unseen.length === 0) return [];
  const seen = firstNumbers(endOf(parts, 6000), 50);
  return unseen.filter((value) => !sumOfSeen(value, seen));
}

/** The last characters of all parts, a line each. */
function endOf(parts: readonly string[], length: number): string {
  let text = parts.at(-1) ?? "";
  for (let at = parts.length - 2; at >= 0 && text.length < length; at--) text = `${parts[at] ?? ""}\n${text}`;
  return text.slice(-length);
}

/** @param numbers that were seen */
function sumOfSeen(value: string, numbers: readonly number[]): boolean {
  const wanted = Number(value.replace(/[^\d.]/g, ""));
  const near = (other: number): boolean => Math.abs(other - wanted) < 0.006 || Math.round(other) === wanted;
  if (numbers.some(near)) return true;
  return numbers.some((first, at) =>
    numbers.slice(at).some((second) => near(first + second) || near(Math.abs(first - second)) || near(first * second)),
  );
}

/** The first numbers of a text, each once. */
function firstNumbers(text: string, most: number): number[] {
  const found = new Set<number>();
  plainNumber.lastIndex = 0;
  for (let match = plainNumber.exec(text); match !== null && found.size < most; match = plainNumber.exec(text)) {
    found.add(Number(match[0].replace(/,/g, "")));
  }
  return [...found];
}

const plainNumber = /\d[\d,]*(?:\.\d+)?/g;

const choices = /^(?:yes|no|true|false|none|both|neither|unknown|either|done|ok|okay|sorry|terminate|n\/a|not .*|no .*)[.!]?$/i;

/** True for an answer that makes a choice, or only says that the run is over, and names nothing. */
export function isChoice(answer: string): boolean {
  return choices.test(answer);
}

/** The answer, when it is one name: at most six words, each with a capital and small letters, apart from little words between them. */
function nameOf(text: string): string | undefined {
  if (text.length > 60 || isChoice(text)) return undefined;
  const words = text.replace(/[.!]$/, "").split(/\s+/);
  const isNamed = words.every(
    (word) => /^["'(]?\p{Lu}[\p{L}'’.-]*\p{Ll}[\p{L}'’.-]*[)"',]?$/u.test(word) || isStopWord(word.toLowerCase()),
  );
  return words.length <= 6 && isNamed ? text : undefined;
}

function hasUnseenWord(name: string, parts: readonly string[]): boolean {
  const words = wordsOf(name).filter((word) => !isStopWord(word) && word.length > 2);
  if (words.length === 0) return false;
  const seen: string[] = [];
  return words.some((word) => !parts.some((part, at) => (seen[at] ??= part.toLowerCase()).includes(word)));
}
