import { SideTable } from "../../base/side-table.ts";
import type { JsonObject } from "../../base/json.ts";
import type { SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { builtOf } from "./function-words.ts";
import { wordsOf } from "./word-hash.ts";

/** What stands in a pattern for one or several words that are values. */
export const VALUE = "_";

/** Share of a goal's words that may be values. Past it the pattern would say nothing, and unlike goals would have the same one. */
const MOST_VALUES = 0.6;

/**
 * The words of a goal with its values taken out: numbers, and words that the agent's own calls name. So "When was Ada born?" and "When was
 * Alan born?" are one pattern when each run looked its person up.
 *
 * @param words those of the goal
 * @param messages the run that demonstrates it
 * @returns words in lower case; neighbouring values are one `_`
 */
export function goalPattern(words: readonly string[], messages: readonly SampleMessage[]): readonly string[] {
  const named = namedIn(messages);
  const isNamed = (word: string): boolean => !builtOf.has(word) && named.some((ofCall) => ofCall.has(word));
  const shown = words.map((word) => (beginsWithDigit(word) || isNamed(word) ? VALUE : word));
  if (shown.filter((word) => word === VALUE).length > MOST_VALUES * words.length) return words;
  const pattern: string[] = [];
  for (const word of shown) if (word !== VALUE || pattern.at(-1) !== VALUE) pattern.push(word);
  return pattern;
}

function beginsWithDigit(word: string): boolean {
  return word >= "0" && word < ":";
}

/** Words in the arguments of calls that the agent made, a set each; those of a synthesised answer are the answer's. */
function namedIn(messages: readonly SampleMessage[]): ReadonlyArray<ReadonlySet<string>> {
  const named: Array<ReadonlySet<string>> = [];
  for (const message of messages) {
    if (message.role !== "assistant" || message.synthesized) continue;
    for (const call of message.calls) named.push(wordsOfValues(call.arguments));
  }
  return named;
}

/** The pairs of a run share their calls. */
const ofCalls = new SideTable<JsonObject, ReadonlySet<string>>();

function wordsOfValues(given: JsonObject): ReadonlySet<string> {
  let words = ofCalls.get(given);
  if (words === undefined) {
    words = new Set(wordsOf(JSON.stringify(Object.values(given))));
    ofCalls.set(given, words);
  }
  return words;
}
