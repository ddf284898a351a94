import { knownStems } from "./words.ts";

/**
 * Subject words of the old goal that the new goal does not share. A text that uses one only makes sense under the old goal.
 *
 * @returns stems, as `contentStems` gives them
 */
export function oldGoalStems(oldGoal: string, newGoal: string): Set<string> {
  const kept = knownStems(newGoal);
  const old = new Set<string>();
  for (const word of knownStems(oldGoal)) if (!kept.has(word)) old.add(word);
  return old;
}

/**
 * The first of the stems that only the old goal knows, or undefined.
 *
 * @param counts false for a stem that something else explains; asked only about those that were said
 */
export function oldGoalStem(
  said: ReadonlySet<string>,
  oldStems: ReadonlySet<string>,
  counts: (stem: string) => boolean = () => true,
): string | undefined {
  if (oldStems.size === 0) return undefined;
  for (const word of said) if (oldStems.has(word) && counts(word)) return word;
  return undefined;
}

const valuePattern = /[$€£]?\d[\d,.:/-]*\d|\d|(?<=[a-z,;:]\s)[\p{Lu}][\p{L}'’-]{2,}|[`'"“]([^`'"”]{2,60})[`'"”]/gu;

/**
 * Values of a text (numbers, names within a sentence, quoted words) that stand nowhere in what was seen before it.
 *
 * @param seen everything the writer could have it from, in lower case: the goal, arguments and observations so far
 */
export function unseenValues(text: string, seen: readonly string[]): string[] {
  const knows = (value: string): boolean => seen.some((one) => one.includes(value));
  const unseen: string[] = [];
  valuePattern.lastIndex = 0;
  for (let match = valuePattern.exec(text); match !== null; match = valuePattern.exec(text)) {
    const value = (match[1] ?? match[0]).toLowerCase().replace(/[.,:;]+$/, "");
    if (value === "" || value === "i" || knows(value) || (value.includes(",") && knows(value.replace(/,/g, "")))) continue;
    unseen.push(value);
  }
  return unseen;
}
