import type { JsonObject } from "../../base/json.ts";

/** A turn in text, taken apart. */
export interface TurnInText {
  thought: string;
  call?: { name: string; arguments: JsonObject };
}

/** Words that the harness writes in place of an action when it ends a run by itself. */
const harnessWords = /^(?:exit_\w+|skip)$/;

/**
 * An action as the call that it is: `submit` by itself, everything else a line for the shell. Undefined when there is none.
 *
 * @param action the command line
 */
export function callOf(action: string): TurnInText["call"] {
  const line = action.trim();
  if (line === "" || harnessWords.test(line)) return undefined;
  const submitted = /^submit(?:\s+([\s\S]+))?$/.exec(line);
  if (submitted === null) return { name: "bash", arguments: { command: action.replace(/\n+$/, "") } };
  const answer = submitted[1]?.trim().replace(/^'([^']*)'$|^"([^"]*)"$/, "$1$2") ?? "";
  return { name: "submit", arguments: answer === "" ? {} : { answer } };
}

/**
 * A turn whose call stands in its text: `<function=name><parameter=key>value</parameter></function>`, or the last fenced block as a line for
 * the shell. What stands around it is the thought.
 */
export function turnIn(text: string): TurnInText {
  const xml = /<function=([^>\s]+)>([\s\S]*?)<\/function>/.exec(text);
  const name = xml?.[1];
  if (xml !== null && name !== undefined) {
    return { thought: around(text, xml.index, xml[0].length), call: { name, arguments: parametersIn(xml[2] ?? "") } };
  }
  const block = lastBlockIn(text);
  const call = block === undefined ? undefined : callOf(block.inner);
  if (block === undefined || call === undefined) return { thought: text };
  return { thought: around(text, block.start, block.length), call };
}

function around(text: string, start: number, length: number): string {
  return [text.slice(0, start).trimEnd(), text.slice(start + length).trim()].filter((part) => part !== "").join("\n");
}

function parametersIn(text: string): JsonObject {
  const given: [string, string][] = [];
  for (const [, key = "", value = ""] of text.matchAll(/<parameter=([^>\s]+)>([\s\S]*?)<\/parameter>/g)) {
    given.push([key, value.replace(/^\n/, "").replace(/\n$/, "")]);
  }
  return Object.fromEntries(given);
}

/** Fences stand at the beginning of a line. An odd one out opens nothing. */
function lastBlockIn(text: string): { start: number; length: number; inner: string } | undefined {
  const fences = [...text.matchAll(/^```[^\n`]*$/gm)];
  const [open, close] = fences.slice(0, fences.length - (fences.length % 2)).slice(-2);
  if (open === undefined || close === undefined) return undefined;
  const inner = text.slice(open.index + open[0].length + 1, close.index);
  return { start: open.index, length: close.index + close[0].length - open.index, inner };
}
