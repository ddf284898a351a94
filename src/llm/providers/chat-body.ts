import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { quotedBytes, systemPart } from "../part-bytes.ts";
import { utf8 } from "../utf8.ts";
import type { ChatRequest } from "./chat.ts";

/**
 * A request as the chat interface of OpenAI has it, in UTF-8. The user's message is one text, because templates of some servers take no lists. Put together from
 * pieces, so that what all calls of a run share is written once: a prompt is a hundred times as long as the rest.
 */
export function chatBody(model: string, { system, parts, repair, ...settings }: ChatRequest): Buffer[] {
  const head = `${headOf(model, settings)}"messages":[`;
  const user = `{"role":"user","content":"`;
  const opening =
    system === ""
      ? [utf8(`${head}${user}`)]
      : [utf8(`${head}{"role":"system","content":"`), quotedBytes(systemPart(system)), utf8(`"},${user}`)];
  const repairing = repair === undefined ? "" : `,${message("assistant", repair.answer)},${message("user", repair.complaint)}`;
  return [...opening, ...parts.map(quotedBytes), utf8(`"}${repairing}]}`)];
}

/** The same as an object. */
export function parsedChatBody(model: string, request: ChatRequest): JsonObject {
  const body: Json = JSON.parse(Buffer.concat(chatBody(model, request)).toString());
  if (!isObject(body)) throw new Error("a request is an object");
  return body;
}

type Settings = Pick<ChatRequest, "wireSchema" | "temperature" | "maxOutputTokens" | "format">;

/** All members but the messages, up to the comma before these. */
function headOf(model: string, { wireSchema, temperature, maxOutputTokens, format }: Settings): string {
  const plain = JSON.stringify({ model, max_tokens: maxOutputTokens, temperature });
  return `${plain.slice(0, -1)},${format === "text" ? "" : `"response_format":${format === "json" ? `{"type":"json_object"}` : schemaFormat(wireSchema)},`}`;
}

const formats = new WeakMap<JsonObject, string>();

/** Schemas live as long as the program; each is written once. */
function schemaFormat(schema: JsonObject): string {
  let written = formats.get(schema);
  if (written === undefined) {
    written = JSON.stringify({ type: "json_schema", json_schema: { schema, strict: true, name: "answer" } });
    formats.set(schema, written);
  }
  return written;
}

function message(role: string, content: string): string {
  return JSON.stringify({ role, content });
}
