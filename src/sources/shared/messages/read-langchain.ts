import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { fieldsBesides } from "../fields-besides.ts";
import { parseArguments } from "../parse-arguments.ts";
import { readTools } from "../read-tools.ts";
import { splitThinking } from "../split-thinking.ts";
import { listIn, noteOthers, placeholder, resultText, textIn, unknownPart } from "./content.ts";
import { isToolAmongMessages } from "./mark-of.ts";
import { readOpenAiCall } from "./read-openai.ts";
import type { Piece, StepBuilder, WrittenCall } from "./step-builder.ts";

/**
 * Reads one LangChain message in any of its encodings: `{lc, type: "constructor", id, kwargs}`, `{type, data}`, `{type, content}`,
 * `{role, content}` with LangChain's fields, or `[role, text]`.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readLangChainMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  const { role, fields } = unwrap(message);
  const about = extraOf(fields);
  switch (roles[role]) {
    case "system":
      builder.system(textOf(piecesOf(fields["content"], builder.losses)), about);
      break;
    case "user":
      builder.user(textOf(piecesOf(fields["content"], builder.losses)), about);
      break;
    case "agent":
      builder.turn(turnOf(fields, builder.losses), { model: modelOf(fields), ...about });
      break;
    case "result":
      if (isToolAmongMessages(message)) builder.tools.push(...readTools([fields["content"] ?? null], builder.losses));
      else readResult(fields, builder);
      break;
    case "nothing":
      builder.losses.add("messages that only remove others");
      break;
    default:
      throw new RecordError("unknown_role", `Message ${number} is of no known LangChain type: ${JSON.stringify(role.slice(0, 80))}.`);
  }
}

const roles: Readonly<Record<string, "system" | "user" | "agent" | "result" | "nothing" | undefined>> = Object.assign(
  Object.create(null),
  { system: "system", developer: "system", human: "user", user: "user", ai: "agent", assistant: "agent" },
  { tool: "result", function: "result", remove: "nothing" },
);

/** The role in small letters, and the fields of the message itself. */
function unwrap(message: JsonObject): { role: string; fields: JsonObject } {
  if ("lc" in message && Array.isArray(message["id"])) {
    const fields = message["kwargs"];
    if (!isObject(fields)) throw new RecordError("bad_message", "A constructor of a LangChain message has no kwargs.");
    return { role: roleOf(asString(message["id"].at(-1)) ?? "", fields), fields };
  }
  const type = asString(message["type"]) ?? asString(message["role"]) ?? "";
  const fields = isObject(message["data"]) && !("content" in message) ? message["data"] : message;
  return { role: roleOf(type, fields), fields };
}

/** `AIMessageChunk`, `ai` and `assistant` are one; a generic message names its role itself. */
function roleOf(type: string, fields: JsonObject): string {
  const name = type.replace(/(Message)?(Chunk)?$/, "").toLowerCase();
  return name === "generic" || name === "chat" ? (asString(fields["role"]) ?? name).toLowerCase() : name;
}

const known = new Set(
  "lc type role content additional_kwargs tool_calls invalid_tool_calls tool_call_id name status example tool_call_chunks".split(" "),
);
const kwargsRead = new Set(["tool_calls", "function_call", "reasoning_content", "refusal"]);

function extraOf(fields: JsonObject): { extra?: JsonObject } {
  const given = fields["additional_kwargs"] ?? undefined;
  const kwargs = isObject(given) ? fieldsBesides(given, kwargsRead) : given;
  const others = Object.entries(fieldsBesides(fields, known) ?? {}).filter(([, value]) => !isEmpty(value));
  const extra = { ...Object.fromEntries(others), ...(kwargs === undefined ? {} : { additional_kwargs: kwargs }) };
  return Object.keys(extra).length === 0 ? {} : { extra };
}

function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function modelOf(fields: JsonObject): string | undefined {
  const about = fields["response_metadata"];
  return isObject(about) ? (asString(about["model_name"]) ?? asString(about["model"])) : undefined;
}

function turnOf(fields: JsonObject, losses: Set<string>): Piece[] {
  const kwargs = isObject(fields["additional_kwargs"]) ? fields["additional_kwargs"] : {};
  const listed = listedCalls(fields, kwargs, losses);
  const pieces: Piece[] = [];
  const reasoning = textIn(kwargs, "reasoning_content", losses);
  if (reasoning !== undefined) pieces.push({ kind: "reasoning", text: reasoning });
  for (const piece of piecesOf(fields["content"], losses)) {
    if (piece.kind !== "call") {
      pieces.push(piece);
      continue;
    }
    // The provider's own block says where the call stands, LangChain's list what it is.
    const at = listed.findIndex(({ id, name }) => (piece.id === undefined ? name === piece.name : id === piece.id));
    const [call] = at < 0 ? [] : listed.splice(at, 1);
    if (call !== undefined && !saysTheSame(piece, call)) losses.add("a second writing of a call's arguments");
    pieces.push(call === undefined ? piece : { kind: "call", ...call });
  }
  const refusal = textIn(kwargs, "refusal", losses);
  if (refusal !== undefined) pieces.push({ kind: "text", text: refusal });
  return [...pieces, ...listed.map((call): Piece => ({ kind: "call", ...call }))];
}

const callFields = new Set(["type", "id", "name", "args", "index"]);
const invalidFields = new Set([...callFields, "error"]);

/** A block that was streamed can be empty. */
function saysTheSame(written: WrittenCall, listed: WrittenCall): boolean {
  if (written.rawArguments !== undefined) return written.rawArguments === listed.rawArguments;
  return Object.keys(written.arguments).length === 0 || JSON.stringify(written.arguments) === JSON.stringify(listed.arguments);
}

/** LangChain's own list; without it the provider's, which `additional_kwargs` repeats. */
function listedCalls(fields: JsonObject, kwargs: JsonObject, losses: Set<string>): WrittenCall[] {
  const calls: WrittenCall[] = [];
  for (const call of listIn(fields, "tool_calls", losses)) calls.push(callOf(call, losses));
  for (const call of listIn(fields, "invalid_tool_calls", losses)) {
    if (!isObject(call)) {
      unknownPart(call, losses);
      continue;
    }
    noteOthers(call, invalidFields, losses);
    const rawArguments = typeof call["args"] === "string" ? call["args"] : JSON.stringify(call["args"] ?? null);
    const argumentsError = asString(call["error"]) ?? "LangChain could not parse the arguments";
    calls.push({ id: asString(call["id"]), name: nameOf(call) ?? "unnamed", arguments: {}, rawArguments, argumentsError });
  }
  if (calls.length > 0) return calls;
  for (const call of listIn(kwargs, "tool_calls", losses)) calls.push(readOpenAiCall(call, losses));
  if (isObject(kwargs["function_call"])) calls.push(readOpenAiCall(kwargs["function_call"], losses));
  return calls;
}

function callOf(call: Json, losses: Set<string>): WrittenCall {
  if (!isObject(call) || !("args" in call)) return readOpenAiCall(call, losses);
  const name = nameOf(call);
  if (name === undefined) throw new RecordError("bad_call", "A tool call has no name.");
  noteOthers(call, callFields, losses);
  return { id: asString(call["id"]), name, ...parseArguments(call["args"]) };
}

function nameOf(call: JsonObject): string | undefined {
  const name = asString(call["name"]);
  return name === "" ? undefined : name;
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece))).join("\n");
}

/** Blocks are LangChain's own or those of the provider. */
function piecesOf(content: Json | undefined, losses: Set<string>): Piece[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return splitThinking(content);
  const blocks = Array.isArray(content) ? content : [content];
  return blocks.flatMap((block) => pieceOf(block, losses));
}

function pieceOf(block: Json, losses: Set<string>): Piece[] {
  if (typeof block === "string") return [{ kind: "text", text: block }];
  if (!isObject(block)) return [{ kind: "text", text: unknownPart(block, losses) }];
  const type = asString(block["type"]) ?? "text";
  const text = asString(block["text"]);
  if (/^(input_|output_)?text$/.test(type) && text !== undefined) return [{ kind: "text", text }];
  if (type === "thinking" || type === "reasoning") return reasoningOf(block, losses);
  if (/^((server_)?tool_(use|call)|function_call)$/.test(type)) {
    const name = nameOf(block);
    const id = asString(block["call_id"]) ?? asString(block["id"]);
    if (name !== undefined) {
      return [{ kind: "call", id, name, ...parseArguments(block["args"] ?? block["input"] ?? block["arguments"]) }];
    }
  }
  if (type === "tool_result") {
    const status = block["is_error"] === true ? "error" : "ok";
    return [{ kind: "result", id: asString(block["tool_use_id"]), name: undefined, text: resultText(block["content"], losses), status }];
  }
  if (/image|audio|video|file|document|media/.test(type)) return [{ kind: "text", text: placeholder(type, losses) }];
  return [{ kind: "text", text: unknownPart(block, losses) }];
}

function reasoningOf(block: JsonObject, losses: Set<string>): Piece[] {
  const summary = Array.isArray(block["summary"]) ? block["summary"] : [];
  const parts = [block["thinking"], block["reasoning"], block["text"], ...summary.map((part) => (isObject(part) ? part["text"] : part))];
  const texts = parts.flatMap((part) => (typeof part === "string" && part !== "" ? [part] : []));
  if (texts.length === 0) losses.add("reasoning that is encrypted");
  return texts.map((text) => ({ kind: "reasoning", text: text }));
}

function readResult(fields: JsonObject, builder: StepBuilder): void {
  const content = fields["content"];
  builder.result({
    id: asString(fields["tool_call_id"]),
    name: asString(fields["name"]),
    text: resultText(content, builder.losses),
    status: fields["status"] === "error" ? "error" : "ok",
    extra: extraOf(fields).extra,
  });
}
