import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { fieldsBesides } from "../fields-besides.ts";
import { parseArguments } from "../parse-arguments.ts";
import { readTools } from "../read-tools.ts";
import { aboutOf } from "./about.ts";
import { noteOthers, placeholder, resultText, textIn, unknownPart } from "./content.ts";
import { readHostedCall } from "./read-hosted-call.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one item of OpenAI's Responses API. Items of the agent that follow one another are one turn; an output or a message of somebody
 * else ends it. Calls and outputs join on `call_id`, not on `id`.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readResponsesItem(item: JsonObject, builder: StepBuilder, number: number): void {
  const type = asString(item["type"]) ?? "message";
  if (type === "message") return readMessage(item, builder, number);
  if (type.endsWith("_output")) return readOutput(item, builder);
  if (type === "reasoning") return builder.item(reasoningOf(item, builder.losses), extraOf(item, reasoningFields));
  if (type === "function_call" || type === "custom_tool_call") return readCall(item, type, builder);
  if (type.endsWith("_call")) return builder.item(readHostedCall(item, type, builder.losses), {});
  if (type === "mcp_list_tools") {
    builder.tools.push(...readTools(item["tools"], builder.losses));
    return;
  }
  if (type === "item_reference") builder.losses.add("items that are only referred to (item_reference)");
  else if (type === "compaction") builder.losses.add("history that was compacted");
  else builder.losses.add("items that are no message, call or output (kept in the steps' `extra.items`)");
  builder.item([], { extra: item });
}

const messageFields = new Set(["type", "role", "content"]);
const reasoningFields = new Set(["type", "summary", "content", "encrypted_content"]);
const callFields = new Set(["type", "call_id", "name", "arguments", "input"]);
const outputFields = new Set(["type", "call_id", "output"]);

function readMessage(item: JsonObject, builder: StepBuilder, number: number): void {
  const pieces = piecesOf(item["content"], builder.losses);
  switch (item["role"]) {
    case "assistant":
      builder.item(pieces, extraOf(item, messageFields));
      // What is said besides on the way (phase `commentary`) is no part of the answer.
      if (item["phase"] === "final_answer") builder.finalAnswer = textOf(pieces);
      break;
    case "user":
      builder.user(textOf(pieces), aboutOf(item, messageFields));
      break;
    case "system":
    case "developer":
      builder.system(textOf(pieces), aboutOf(item, messageFields));
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of item ${number} to be user, assistant, system or developer, got ${JSON.stringify(item["role"])}.`,
      );
  }
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : "")).join("\n");
}

const textFields = new Set(["type", "text", "refusal"]);

function piecesOf(content: Json | undefined, losses: Set<string>): Piece[] {
  const parts = Array.isArray(content) ? content : content === undefined || content === null ? [] : [content];
  return parts.map((part): Piece => {
    if (typeof part === "string") return { kind: "text", text: part };
    if (!isObject(part)) return { kind: "text", text: unknownPart(part, losses) };
    const type = asString(part["type"]) ?? "";
    const text = asString(part["text"]) ?? asString(part["refusal"]);
    if (text !== undefined) {
      noteOthers(part, textFields, losses);
      return { kind: "text", text };
    }
    const media = /^(input|output)_(image|audio|file)$|^computer_screenshot$/.test(type);
    return { kind: "text", text: media ? placeholder(type.replace("screenshot", "image"), losses) : unknownPart(part, losses) };
  });
}

/** The reasoning itself where it is there, else its summary; encrypted reasoning is lost. */
function reasoningOf(item: JsonObject, losses: Set<string>): Piece[] {
  const full = textsOf(item["content"], losses);
  const summary = textsOf(item["summary"], losses);
  if (full.length > 0 && summary.length > 0) losses.add("summaries of reasoning (the reasoning itself is kept)");
  if (typeof item["encrypted_content"] === "string" && full.length === 0) losses.add("reasoning that is encrypted");
  const texts = full.length > 0 ? full : summary;
  return texts.map((text) => ({ kind: "reasoning", text }));
}

function textsOf(value: Json | undefined, losses: Set<string>): string[] {
  const parts = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return parts.flatMap((part) => {
    const text = isObject(part) ? (textIn(part, "text", losses) ?? unknownPart(part, losses)) : resultText(part, losses);
    return text === "" ? [] : [text];
  });
}

function readCall(item: JsonObject, type: string, builder: StepBuilder): void {
  const name = asString(item["name"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", `A ${type} has no name.`);
  const id = asString(item["call_id"]) ?? asString(item["id"]);
  if (type === "custom_tool_call") {
    builder.losses.add("that a tool takes free text (kept as the argument `input`)");
    builder.item([{ kind: "call", id, name, arguments: { input: item["input"] ?? "" } }], extraOf(item, callFields));
  } else builder.item([{ kind: "call", id, name, ...parseArguments(item["arguments"]) }], extraOf(item, callFields));
}

function readOutput(item: JsonObject, builder: StepBuilder): void {
  const output = item["output"];
  const failed = item["status"] === "failed" || item["status"] === "incomplete" || item["is_error"] === true;
  const parts = Array.isArray(output) && output.every((part) => isObject(part) && /^(input|output)_/.test(asString(part["type"]) ?? ""));
  const screen = isObject(output) && output["type"] === "computer_screenshot";
  builder.result({
    id: asString(item["call_id"]) ?? asString(item["id"]),
    name: undefined,
    text: parts || screen ? textOf(piecesOf(output, builder.losses)) : resultText(output, builder.losses),
    status: failed ? "error" : "ok",
    extra: fieldsBesides(item, outputFields),
  });
}

function extraOf(item: JsonObject, known: ReadonlySet<string>): { extra?: JsonObject } {
  const extra = fieldsBesides(item, known);
  return extra === undefined ? {} : { extra };
}
