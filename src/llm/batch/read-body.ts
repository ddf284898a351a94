import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { CallFailure } from "../call-failure.ts";
import type { ChatModel, ChatReply } from "../providers/chat.ts";
import { createHttp } from "../providers/http.ts";
import { openChatModel } from "../providers/index.ts";
import { createScrub } from "../scrub.ts";

/**
 * Reads the body of an answer by its form, whichever provider it was asked for: batches of one model may have been answered elsewhere.
 *
 * @throws CallFailure when it is the answer of no interface we know
 */
export async function readBody(body: Json): Promise<ChatReply> {
  const model = await readerOf(body);
  if (model === undefined) throw new CallFailure("garbled", "the body is no answer of OpenAI's, Anthropic's or Google's interface");
  return model.fromWire(isObject(body) ? withoutTool(body) : body);
}

/** Models of Anthropic without an output format answer by calling a tool named `json`; its input is the answer. */
function withoutTool(body: JsonObject): JsonObject {
  if (body["type"] !== "message" || !Array.isArray(body["content"])) return body;
  const content = body["content"].map((block) =>
    isObject(block) && block["type"] === "tool_use" && block["name"] === "json"
      ? { type: "text", text: JSON.stringify(block["input"] ?? {}) }
      : block,
  );
  return { ...body, content };
}

const readers = new Map<string, Promise<ChatModel>>();

function readerOf(body: Json): Promise<ChatModel> | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(body["choices"])) return reader("server");
  if (body["type"] === "message") return reader("anthropic");
  if (Array.isArray(body["candidates"])) return reader("google");
  return undefined;
}

/** A model that is never asked anything; only its reading of answers is used. */
function reader(provider: "server" | "anthropic" | "google"): Promise<ChatModel> {
  let model = readers.get(provider);
  if (model === undefined) {
    const access = { key: "none", baseUrl: "http://localhost/v1" };
    model = openChatModel({ name: provider, provider, id: "any" }, access, createHttp({ timeoutMs: 1000 }), createScrub([]));
    readers.set(provider, model);
  }
  return model;
}
