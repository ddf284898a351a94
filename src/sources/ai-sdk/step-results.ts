import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { findMessages, type FoundMessages } from "../shared/messages/find-messages.ts";
import { loggedCalls, type LoggedCall } from "../shared/messages/logged-calls.ts";

/**
 * The conversation in a result of `generateText`: an object with `steps`, a list of steps, or a step. What was asked is what stands
 * beside the steps (`messages`, `prompt`), or else in the request of the first one.
 *
 * A step's `text`, `toolCalls` and `toolResults` are getters, so JSON has its `content` and not them; version 4 has them and no `content`.
 *
 * @returns undefined when the value is no such result
 */
export function stepResultsOf(value: Json): LoggedCall | undefined {
  const record: JsonObject = isObject(value) ? value : {};
  const steps = Array.isArray(value) ? value : Array.isArray(record["steps"]) ? record["steps"] : [value];
  const results = steps.filter(isStep);
  const [first] = results;
  const last = results.at(-1);
  if (first === undefined || last === undefined || results.length !== steps.length) return undefined;
  const asked = askedIn(record) ?? askedBefore(first);
  const model = modelOf(last);
  const extra = fieldsBesides(record, read);
  const wrapped = steps !== value && Array.isArray(record["steps"]);
  return {
    ...asked,
    messages: [...(asked?.messages ?? []), ...results.map(messageOf)],
    record,
    ...(model === undefined ? {} : { model }),
    ...(extra === undefined || !wrapped ? {} : { extra }),
    ...(results.some(({ request, response }) => isObject(request) || isObject(response)) ? { losses: [asSent] } : {}),
    ...(typeof last["finishReason"] === "string" ? { termination: last["finishReason"] } : {}),
  };
}

const asSent = "requests and responses of the steps, as they were sent";

const read = new Set(["steps", "messages", "prompt", "system", "instructions", "tools", "content", "model"]);

function isStep(value: Json): value is JsonObject {
  if (!isObject(value) || typeof value["finishReason"] !== "string" || typeof value["role"] === "string") return false;
  return Array.isArray(value["content"]) || Array.isArray(value["toolCalls"]) || typeof value["text"] === "string";
}

function askedIn(record: JsonObject): FoundMessages | undefined {
  const { messages, prompt, system, instructions, tools } = record;
  const [call] = loggedCalls({
    ...(messages === undefined ? {} : { messages }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(system === undefined ? {} : { system }),
    ...(instructions === undefined ? {} : { instructions }),
    ...(tools === undefined ? {} : { tools }),
  });
  if (call === undefined) return undefined;
  const { record: _, extra: __, ...found } = call;
  return found;
}

/** The provider's request is kept as it was sent, in the provider's own shape. */
function askedBefore(step: JsonObject): FoundMessages | undefined {
  const request = step["request"];
  if (!isObject(request)) return undefined;
  return findMessages(request["messages"], "input") ?? findMessages(request["body"], "input");
}

function modelOf(step: JsonObject): string | undefined {
  const { model, response } = step;
  const named = isObject(model) ? asString(model["modelId"]) : asString(model);
  return named ?? (isObject(response) ? asString(response["modelId"]) : undefined);
}

const stepRead = new Set(
  "content text reasoning reasoningText reasoningDetails toolCalls toolResults files sources model request response stepType isContinued".split(
    " ",
  ),
);

/** A step as the assistant's message that it was. */
function messageOf(step: JsonObject): JsonObject {
  const others = Object.entries(fieldsBesides(step, stepRead) ?? {});
  return {
    role: "assistant",
    content: Array.isArray(step["content"]) ? step["content"] : partsOf(step),
    providerOptions: null,
    ...Object.fromEntries(others),
  };
}

function partsOf(step: JsonObject): Json[] {
  const reasoning = asString(step["reasoningText"]) ?? asString(step["reasoning"]);
  return [
    ...(reasoning === undefined || reasoning === "" ? [] : [{ type: "reasoning", text: reasoning }]),
    ...(typeof step["text"] === "string" && step["text"] !== "" ? [{ type: "text", text: step["text"] }] : []),
    ...listOf(step["toolCalls"]).map((call): Json => (isObject(call) ? { ...call, type: "tool-call" } : call)),
    ...listOf(step["toolResults"]).map((result): Json => (isObject(result) ? { ...result, type: "tool-result" } : result)),
  ];
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
