import { remembered } from "../../../base/remembered.ts";
import { escapeRegExp } from "../../../base/escape-reg-exp.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import { toolWords } from "./named-call.ts";

const kind = "(?:number|code|id|username|symbol|ticker|address|vin|isbn|asin|hash|domain|handle)";
const anyKind = new RegExp(`\\b${kind} `, "iu");

/**
 * What the user calls a value that a call was given: `the tracking number RB41`, `the pet ID 6`, `the artist with ID 4tZ`; and, where the tool is about such things and the value has a digit, `the flight AA100`.
 *
 * @returns undefined where the goal calls it nothing
 */
export function calledByUser(value: string, goal: string, call: ReadCall): string | undefined {
  const end = `["'“]?${escapeRegExp(value)}(?![\\p{L}\\p{N}])`;
  return byKind(goal, value, end) ?? (/\d/.test(value) ? byNoun(goal, value, end, toolNouns(call)) : undefined);
}

/** Words of a tool's name that say what it is about. */
export function toolNouns(call: ReadCall): string[] {
  return toolWords(call).filter((word) => /^\p{L}{3,}$/u.test(word) && !isAct(word));
}

function byKind(goal: string, value: string, end: string): string | undefined {
  // Most goals call nothing so, and an expression with the value in it has to be compiled.
  if (!anyKind.test(goal)) return undefined;
  const named = new RegExp(`((?:[\\p{L}]+ ){0,2}${kind}) (?:is |of )?${end}`, "iu").exec(goal)?.[1];
  const whose = named === undefined ? undefined : /^(\p{L}{3,}) with (\p{L}+)$/u.exec(named);
  if (whose !== null && whose !== undefined && !isAct(whose[1] ?? "")) return `the ${whose[1]} with ${whose[2]} ${value}`;
  const phrase = named?.replace(/^(?:.*\b)?(?:the|a|an|my|our|your|with|for|using|of|and|has|by|on|in|at|to|from|its?|their)\s+/i, "");
  return phrase === undefined || phrase === "" || /^id$/i.test(phrase) ? undefined : `the ${phrase} ${value}`;
}

function byNoun(goal: string, value: string, end: string, nouns: readonly string[]): string | undefined {
  if (nouns.length === 0 || !nouns.some((noun) => goal.toLowerCase().includes(`${noun} `))) return undefined;
  const named = new RegExp(`(?<![\\p{L}\\p{N}])(${nouns.join("|")}) ${end}`, "iu").exec(goal)?.[1];
  return named === undefined ? undefined : `the ${named.toLowerCase()} ${value}`;
}

/** True for a word that says what a tool does, or nothing, and not what it is about. */
const isAct = remembered((word) =>
  /^(?:get|list|search|find|look|lookup|read|show|view|fetch|query|check|describe|track|trace|calculate|count|browse|inspect|validate|verify|decode|detect|convert|translate|analy[sz]e|scan|retrieve|load|tell|give|the|all|and|for|with|info|information|details?|data|api|endpoint|name|number|code|latest|current|random|call|ask|something|one)$/i.test(
    word,
  ),
);
