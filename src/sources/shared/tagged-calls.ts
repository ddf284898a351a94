import { asString, isObject, tryParseJson, type JsonObject } from "../../base/json.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { Piece } from "./messages/step-builder.ts";
import { splitThinking } from "./split-thinking.ts";

/**
 * A turn whose calls are tags in its text, as chat templates write them: `<tool_call>{"name", "arguments"}</tool_call>` (Hermes, Qwen) and
 * `<function=NAME><parameter=KEY>VALUE</parameter></function>` (Qwen Coder, ADP's training data). A call that is cut off at the end of the turn
 * counts; what is inside a tag and is no call stays text.
 *
 * @returns undefined when there is no call in it
 */
export function readTaggedCalls(text: string): Piece[] | undefined {
  if (!text.includes("<tool_call>") && !text.includes("<function=")) return undefined;
  const pieces: Piece[] = [];
  let said = "";
  let rest = text;
  for (;;) {
    const match = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)|(<function=[^<>\s]+>[\s\S]*?)(?:<\/function>|$)/.exec(rest);
    if (match === null) break;
    said += rest.slice(0, match.index);
    rest = rest.slice(match.index + match[0].length);
    const call = callIn(match[1] ?? match[2] ?? "");
    if (call === undefined) {
      said += match[0];
      continue;
    }
    pieces.push(...saidPieces(said, pieces.length === 0), call);
    said = "";
  }
  if (pieces.length === 0) return undefined;
  pieces.push(...saidPieces(said + rest, false));
  return pieces;
}

/** A call as JSON text or as tags; undefined when it is neither. */
export function callIn(written: string): Piece | undefined {
  const tagged = /^\s*<function=([^<>\s]+)>([\s\S]*?)(?:<\/function>\s*)?$/.exec(written);
  if (tagged?.[1] !== undefined) return { kind: "call", id: undefined, name: tagged[1], arguments: parametersIn(tagged[2] ?? "") };
  const parsed = tryParseJson(written.trim());
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const holder = isObject(parsed.value["function"]) ? parsed.value["function"] : parsed.value;
  const name = asString(holder["name"]) ?? "";
  if (name === "") return undefined;
  const id = asString(parsed.value["id"]);
  return { kind: "call", id: id === "" ? undefined : id, name, ...parseArguments(holder["arguments"] ?? holder["parameters"]) };
}

/** Values are text: the form does not say which are numbers. One line end around a value belongs to the tags. */
function parametersIn(text: string): JsonObject {
  const given = [...text.matchAll(/<parameter=([^<>\s]+)>([\s\S]*?)(?:<\/parameter>|$)/g)];
  return Object.fromEntries(given.map(([, name = "", value = ""]) => [name, value.replace(/^\r?\n/, "").replace(/\r?\n$/, "")]));
}

function saidPieces(text: string, first: boolean): Piece[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  return first ? splitThinking(trimmed) : [{ kind: "text", text: trimmed }];
}
