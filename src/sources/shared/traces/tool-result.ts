import { isObject, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";
import { parsePythonLiteral } from "../../../base/python-literal.ts";
import type { CallResult } from "../../../trajectory/trajectory.ts";
import { resultText } from "../messages/content.ts";
import { parseArguments, type ParsedArguments } from "../parse-arguments.ts";
import type { SpanCall, TraceSpan } from "./span.ts";

/** What a tool's span says came back. */
export function resultOf(span: TraceSpan, call: SpanCall, losses: Set<string>): CallResult {
  const { failed, content } = messageIn(call.result);
  const text = content === undefined ? undefined : resultText(content, losses);
  if (span.error !== "") return { status: "error", text: text === undefined || text === "" ? span.error : text };
  if (text === undefined) return { status: "missing", text: "" };
  return { status: failed ? "error" : "ok", text };
}

/** With what a tool's span was called: an object, JSON text or a Python literal of one, perhaps under `input`. */
export function argumentsOf(call: SpanCall): ParsedArguments {
  const given = unpacked(call.arguments);
  if (isObject(given) && Object.keys(given).length === 1) {
    const inner = unpacked(given["input"] ?? given["kwargs"] ?? null);
    if (isObject(inner)) return { arguments: inner };
  }
  return parseArguments(isObject(given) ? given : call.arguments);
}

/** Id of the call that a span's messages name, where its own fields name none. */
export function callIdIn(...values: (Json | undefined)[]): string | undefined {
  const places = values.map((value) => unpacked(value));
  for (let place = places.pop(), looked = 0; looked < 20; place = places.pop(), looked += 1) {
    if (!isObject(place)) {
      if (places.length === 0) return undefined;
      continue;
    }
    const id = place["tool_call_id"] ?? place["toolCallId"];
    if (typeof id === "string" && id !== "") return id;
    places.push(place["output"], place["kwargs"], place["metadata"], place["data"]);
  }
  return undefined;
}

/** A tool's answer as it is, or in a tool message of LangChain or an MCP server. */
function messageIn(value: Json | undefined, depth = 0): { failed: boolean; content: Json | undefined } {
  if (value === undefined || value === null) return { failed: false, content: undefined };
  const inner = unpacked(value);
  if (!isObject(inner) || depth > 6) return { failed: false, content: value };
  if (isObject(inner["kwargs"])) return messageIn(inner["kwargs"], depth + 1);
  if ("content" in inner && isAnswer(inner)) {
    const failed = inner["status"] === "error" || inner["isError"] === true || inner["is_error"] === true;
    return { failed, content: inner["content"] ?? "" };
  }
  const keys = Object.keys(inner);
  return keys.length === 1 && "output" in inner ? messageIn(inner["output"], depth + 1) : { failed: false, content: value };
}

/** A tool message names its call; the answer of an MCP server is nothing but a list of typed parts. */
function isAnswer(value: JsonObject): boolean {
  if ("tool_call_id" in value) return true;
  const { content } = value;
  const others = Object.keys(value).filter((key) => key !== "content" && key !== "isError" && key !== "is_error");
  return others.length === 0 && Array.isArray(content) && content.every((part) => isObject(part) && typeof part["type"] === "string");
}

function unpacked(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !/^\s*\{/.test(value)) return value;
  for (const parse of [tryParseJson, parsePythonLiteral]) {
    const parsed = parse(value);
    if (parsed.ok) return parsed.value;
  }
  return value;
}
