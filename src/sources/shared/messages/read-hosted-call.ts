import { asString, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { noteOthers, placeholder, resultText } from "./content.ts";
import type { Piece } from "./step-builder.ts";

/**
 * A call of a tool that OpenAI hosts (`web_search_call`, `code_interpreter_call`, `mcp_call`, `local_shell_call` ...), with its result
 * where the item holds it. The name is the type without `_call`, or that of the MCP tool; the arguments are what the item says.
 *
 * @param type the item's type, which ends in `_call`
 */
export function readHostedCall(item: JsonObject, type: string, losses: Set<string>): Piece[] {
  const name = [asString(item["name"]), type.slice(0, -"_call".length)].find((one) => one !== undefined && one !== "") ?? "hosted";
  const id = asString(item["call_id"]) ?? asString(item["id"]);
  const given = "arguments" in item ? parseArguments(item["arguments"]) : { arguments: argumentsOf(item) };
  if ("arguments" in item) noteOthers(item, besidesArguments, losses);
  const call: Piece = { kind: "call", id, name, ...given };
  const error = item["error"] ?? undefined;
  const output = firstOf(item, ["output", "outputs", "results", "result"]);
  const failed = error !== undefined || item["status"] === "failed" || item["status"] === "incomplete";
  if (output === undefined && !failed) {
    if (!hasOutputItem.test(type)) losses.add(`what ${name} gave back (the record does not hold it)`);
    return [call];
  }
  const text = type === "image_generation_call" ? placeholder("image", losses) : resultText(error ?? output, losses);
  return [call, { kind: "result", id, name, text, status: failed ? "error" : "ok" }];
}

/** Their outputs are items of their own. */
const hasOutputItem = /^(local_shell|shell|computer|apply_patch)_call$/;

const besides = new Set(["type", "id", "call_id", "name", "status", "output", "outputs", "results", "result", "error"]);

const besidesArguments = new Set([...besides, "arguments"]);

function argumentsOf(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([key, value]) => !besides.has(key) && value !== null));
}

function firstOf(item: JsonObject, names: readonly string[]): Json | undefined {
  return names.map((name) => item[name]).find((value) => value !== undefined && value !== null);
}
