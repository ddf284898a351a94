import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";
import { markOf } from "./mark-of.ts";

/** Messages in what was logged as the input or output of a model or an agent, and what stands beside them. */
export interface FoundMessages {
  messages: readonly Json[];
  /** In the provider's own form, for `readMessages`. */
  system?: Json;
  tools?: Json;
  model?: string;
}

/**
 * Finds the messages in what a program logged: a list, one message, an object that holds a list (`messages`, `input`, `output`,
 * `contents`, `content` ...), an answer of an API (`choices`, `candidates`, `generations`, `object: "response"`), bare text, or JSON text
 * of any of these.
 *
 * @param side whose text it is when there is nothing but text: the `input` is the user's, the `output` the agent's
 * @returns undefined when there are no messages in it
 */
export function findMessages(value: Json | undefined, side: "input" | "output"): FoundMessages | undefined {
  if (typeof value === "string") return ofText(value, side);
  if (Array.isArray(value)) return ofList(value, side);
  return isObject(value) ? ofObject(value, side) : undefined;
}

function ofText(text: string, side: "input" | "output"): FoundMessages | undefined {
  if (text.trim() === "") return undefined;
  const parsed = /^\s*[[{"]/.test(text) ? tryParseJson(text) : undefined;
  if (parsed?.ok === true) {
    // Some loggers write JSON text as JSON text.
    const found = findMessages(parsed.value, side);
    if (found !== undefined) return found;
  }
  return { messages: dialogueIn(text) ?? [{ role: side === "input" ? "user" : "assistant", content: text }] };
}

/** A whole dialogue as one text, with a role at the beginning of each turn: `system: ...`, `user: ...`. */
function dialogueIn(text: string): Json[] | undefined {
  const turns = [...text.matchAll(/^(system|user|human|assistant|ai): ?/gm)];
  if (turns.length < 2 || turns[0]?.index !== 0) return undefined;
  return turns.map((turn, index) => ({
    role: roles[turn[1] ?? ""] ?? "user",
    content: text.slice(turn.index + turn[0].length, turns[index + 1]?.index).trim(),
  }));
}

const roles: Readonly<Record<string, string>> = { system: "system", user: "user", human: "user", assistant: "assistant", ai: "assistant" };

function ofList(list: readonly Json[], side: "input" | "output"): FoundMessages | undefined {
  const [first] = list;
  // A batch of one, as LangSmith logs it.
  if (Array.isArray(first) && list.length === 1 && markOf(first) === undefined) return ofList(first, side);
  const known = list.filter((message) => markOf(message) !== undefined).length;
  if (known > 0 && known * 2 >= list.length) return { messages: list };
  // Parts without their message.
  if (list.length > 0 && list.every(isPart)) return { messages: [{ role: side === "input" ? "user" : "assistant", content: [...list] }] };
  return undefined;
}

function isPart(part: Json): boolean {
  return (
    isObject(part) &&
    typeof part["type"] === "string" &&
    part["role"] === undefined &&
    ("text" in part || "id" in part || "toolCallId" in part)
  );
}

const lists = ["messages", "contents", "input", "items", "history", "chat_history"];
const texts = ["prompt", "question", "query", "input", "text", "output", "answer", "result", "content"];

function ofObject(holder: JsonObject, side: "input" | "output"): FoundMessages | undefined {
  const beside = besideMessages(holder);
  const answered = answerOf(holder);
  if (answered !== undefined) return { messages: answered, ...beside };
  if (markOf(holder) !== undefined) return { messages: [holder] };
  for (const name of lists) {
    const inner = fromJson(holder[name]);
    const found = Array.isArray(inner) ? ofList(inner, side) : undefined;
    if (found !== undefined) return { ...found, ...beside };
  }
  for (const name of texts) {
    const text = holder[name];
    const found = typeof text === "string" ? ofText(text, side) : undefined;
    if (found !== undefined) return { ...found, ...beside };
  }
  // AI SDK's and others' answers beside their calls.
  for (const name of ["output", "message", "response", "value", "kwargs"]) {
    const inner = holder[name];
    const found = isObject(inner) ? ofObject(inner, side) : undefined;
    if (found !== undefined) return { ...found, ...beside };
  }
  return undefined;
}

/** What an API gave as its answer. */
function answerOf(holder: JsonObject): readonly Json[] | undefined {
  const { choices, candidates, generations, output } = holder;
  if (Array.isArray(choices) && isObject(choices[0]) && isObject(choices[0]["message"])) return [choices[0]["message"]];
  if (Array.isArray(candidates) && isObject(candidates[0]) && isObject(candidates[0]["content"])) return [candidates[0]["content"]];
  if (Array.isArray(generations)) {
    const batch = generations[0];
    const first = Array.isArray(batch) ? batch[0] : batch;
    if (isObject(first) && isObject(first["message"])) return [first["message"]];
    const text = isObject(first) ? asString(first["text"]) : undefined;
    if (text !== undefined) return [{ role: "assistant", content: text }];
  }
  if (Array.isArray(output) && (holder["object"] === "response" || output.some((item) => markOf(item) !== undefined))) return output;
  return undefined;
}

/** System prompt, tools and model that an object holds beside its messages, in the names of several providers. */
export function besideMessages(holder: JsonObject): Omit<FoundMessages, "messages"> {
  const config = isObject(holder["config"]) ? holder["config"] : {};
  const system = [
    holder["system"],
    holder["instructions"],
    holder["systemInstruction"],
    holder["system_instruction"],
    config["systemInstruction"],
    config["system_instruction"],
  ].find((value) => value !== undefined && value !== null);
  const tools = [holder["tools"], holder["functions"], config["tools"]].find((value) => value !== undefined && value !== null);
  const model = asString(holder["model"]);
  return {
    ...(system === undefined ? {} : { system }),
    ...(tools === undefined ? {} : { tools }),
    ...(model === undefined ? {} : { model }),
  };
}

function fromJson(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !value.trimStart().startsWith("[")) return value;
  const parsed = tryParseJson(value);
  return parsed.ok ? parsed.value : value;
}
