import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";
import { fieldsBesides } from "../fields-besides.ts";
import { besideMessages, type FoundMessages } from "./find-messages.ts";
import { markOf } from "./mark-of.ts";

/** A conversation as somebody logged it: messages, what stands beside them, and the record around them. */
export interface LoggedCall extends FoundMessages {
  /** The record, `{}` when it is a bare list. */
  record: JsonObject;
  /** What of the record is neither messages nor tools nor system prompt. */
  extra?: JsonObject;
  /** Which of several answers this is. */
  part?: string;
  /** Why the model stopped. */
  termination?: string;
  /** What is known to be missing. */
  losses?: readonly string[];
}

/**
 * The conversations of a record: a list of messages; a request with them; a request and its `response` (also with `body` around them, as
 * batch files have it); or a record that holds messages in a column. A request with several answers is several conversations.
 *
 * @returns an empty list when no messages are found
 */
export function loggedCalls(value: Json): LoggedCall[] {
  if (Array.isArray(value)) return isMessageList(value) ? [{ messages: value, record: {} }] : [];
  if (!isObject(value)) return [];
  const request = bodyOf(value["request"] ?? value["params"]) ?? value;
  const asked = askedIn(request);
  const answered = answersIn(value, request);
  // An answer inside a record that asks nothing is a line of somebody's session.
  if (asked === undefined && answered?.column !== "") return [];
  const beside = { ...besideMessages(answered?.holder ?? {}), ...besideMessages(value), ...besideMessages(request) };
  const model = asString(answered?.holder["model"]) ?? asString(answered?.holder["modelVersion"]) ?? beside.model;
  const previous = asString(request["previous_response_id"]) ?? asString(answered?.holder["previous_response_id"]);
  const extra = extraOf(value, request, asked?.column, answered);
  const answers = answered?.answers ?? [{ messages: [] }];
  return answers.map(({ messages, termination }, index) => ({
    ...beside,
    messages: [...(asked?.messages ?? []), ...messages],
    record: value,
    ...(model === undefined ? {} : { model }),
    ...(extra === undefined ? {} : { extra }),
    ...(answers.length > 1 ? { part: `answer ${index + 1}` } : {}),
    ...(termination === undefined ? {} : { termination }),
    ...(previous === undefined ? {} : { losses: [continued] }),
  }));
}

const continued = "what was said before (the record goes on from an earlier response that it does not hold)";

/** True for a list of which at least half are messages of some shape. */
export function isMessageList(list: readonly Json[]): boolean {
  const known = list.filter((message) => markOf(message) !== undefined).length;
  return known > 0 && known * 2 >= list.length;
}

const columns = ["messages", "contents", "input", "items", "conversation", "conversations", "data", "prompt"];

function askedIn(holder: JsonObject): { messages: readonly Json[]; column: string } | undefined {
  for (const column of columns) {
    const value = listFrom(holder[column]);
    if (Array.isArray(value) && isMessageList(value)) return { messages: value, column };
  }
  for (const column of ["input", "contents", "prompt"]) {
    const value = holder[column];
    if (typeof value === "string" && value.trim() !== "") return { messages: [{ role: "user", content: value }], column };
    if (isObject(value) && markOf(value) !== undefined) return { messages: [value], column };
  }
  return undefined;
}

interface Answers {
  holder: JsonObject;
  /** Where they stand in the record: `response`, or empty when the record is the answer. */
  column: string;
  answers: { messages: readonly Json[]; termination?: string }[];
}

function answersIn(record: JsonObject, request: JsonObject): Answers | undefined {
  for (const column of ["response", "completion", "result", "output", "message"]) {
    const value = record[column];
    // Of a Responses object `output` is a list of items; the object around it says how it ended.
    if (column === "output" && Array.isArray(value)) break;
    const holder = bodyOf(value);
    const answers = holder === undefined ? listAnswer(value) : answersOf(holder);
    if (answers.length > 0) return { holder: holder ?? {}, column, answers };
  }
  const own = request === record ? answersOf(record) : [];
  return own.length === 0 ? undefined : { holder: record, column: "", answers: own };
}

function listAnswer(value: Json | undefined): Answers["answers"] {
  if (Array.isArray(value) && isMessageList(value)) return [{ messages: value }];
  return typeof value === "string" && value !== "" ? [{ messages: [{ role: "assistant", content: value }] }] : [];
}

function answersOf(holder: JsonObject): Answers["answers"] {
  const { candidates, choices, output, messages, content, message } = holder;
  if (Array.isArray(candidates)) return candidates.flatMap((one) => answerOf(one, "content", "finishReason"));
  if (Array.isArray(choices)) return choices.flatMap((one) => answerOf(one, "message", "finish_reason"));
  if (Array.isArray(output) && (holder["object"] === "response" || isMessageList(output))) return [withEnd(output, statusOf(holder))];
  if (holder["role"] === "assistant" && content !== undefined) return [withEnd([holder], asString(holder["stop_reason"]))];
  // A batch's result wraps the message once more.
  if (isObject(message) && message["role"] === "assistant") return answersOf(message);
  if (Array.isArray(messages) && holder["request"] === undefined && "usage" in holder && isMessageList(messages)) return [{ messages }];
  return [];
}

function answerOf(answer: Json, inside: string, end: string): Answers["answers"] {
  const message = isObject(answer) ? answer[inside] : undefined;
  if (!isObject(answer) || !isObject(message)) return [];
  return [withEnd([message], asString(answer[end]) ?? asString(answer["finish_reason"]))];
}

function withEnd(messages: readonly Json[], termination: string | undefined): Answers["answers"][number] {
  return { messages, ...(termination === undefined ? {} : { termination }) };
}

function statusOf(response: JsonObject): string | undefined {
  const incomplete = response["incomplete_details"];
  return (isObject(incomplete) ? asString(incomplete["reason"]) : undefined) ?? asString(response["status"]);
}

const readBeside = new Set(
  "messages contents input system instructions systemInstruction system_instruction tools functions model previous_response_id".split(" "),
);
const readOfAnswer = new Set(
  "candidates choices output messages content message role type model instructions tools previous_response_id".split(" "),
);

function extraOf(
  record: JsonObject,
  request: JsonObject,
  column: string | undefined,
  answered: Answers | undefined,
): JsonObject | undefined {
  const kept = new Set([...readBeside, ...(column === undefined ? [] : [column])]);
  const whole = request === record;
  const taken = new Set(whole ? kept : ["request", "params"]);
  if (answered !== undefined) {
    if (answered.column === "") for (const name of readOfAnswer) taken.add(name);
    else taken.add(answered.column);
  }
  const asking = whole ? undefined : withoutRead(fieldsBesides(request, kept));
  const answering = answered === undefined || answered.column === "" ? undefined : fieldsBesides(answered.holder, readOfAnswer);
  const extra = {
    ...withoutRead(fieldsBesides(record, taken)),
    ...(asking === undefined ? {} : { request: asking }),
    ...(answering === undefined ? {} : { [answered?.column ?? "response"]: answering }),
  };
  return Object.keys(extra).length === 0 ? undefined : extra;
}

/** Gemini keeps system prompt and tools in `config`. */
function withoutRead(fields: JsonObject | undefined): JsonObject | undefined {
  if (fields === undefined || !isObject(fields["config"])) return fields;
  const config = fieldsBesides(fields["config"], readBeside);
  const { config: _, ...others } = fields;
  return config === undefined ? others : { ...others, config };
}

function bodyOf(value: Json | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  return isObject(value["body"]) ? value["body"] : value;
}

/** A list, or the JSON text of one, as data sets keep it that want columns of text. */
function listFrom(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || !value.trimStart().startsWith("[")) return value;
  const parsed = tryParseJson(value);
  return parsed.ok ? parsed.value : value;
}
