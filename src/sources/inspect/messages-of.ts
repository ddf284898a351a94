import { isObject, type Json, type JsonObject } from "../../base/json.ts";

/**
 * The messages of a sample from first to last. A sample keeps those that stood at its end; where the history was compacted on the way, or
 * the sample was broken off before it had any, they are put together from what the model was given and what it answered.
 *
 * @param losses messages of others (sub-agents, graders) are listed here
 * @param synthesized what was put together is listed here
 */
export function messagesOf(sample: JsonObject, losses: Set<string>, synthesized: Set<string>): Json[] {
  const kept = Array.isArray(sample["messages"]) ? sample["messages"] : [];
  const calls = modelEvents(sample);
  const compacted = eventsOf(sample).some(({ event }) => event === "compaction");
  const own = new Set(kept.flatMap(idOf));
  if (kept.length > 0 && !compacted) {
    const foreign = calls.some((call) => idOf(answerOf(call)).some((id) => !own.has(id)));
    if (foreign) losses.add("answers of models that are not among the messages (sub-agents, graders, retries)");
    return kept;
  }
  const asked = idOf(
    [...kept, ...(calls[0] === undefined ? [] : givenTo(calls[0], sample))].find(
      (message) => isObject(message) && message["role"] === "user",
    ) ?? null,
  );
  const seen = new Set<string>();
  const messages: Json[] = [];
  for (const call of calls) {
    const given = givenTo(call, sample);
    // Calls of other agents begin with other questions.
    if (!asked.every((id) => given.some((message) => idOf(message).includes(id)))) continue;
    addUnseen([...given, answerOf(call)], seen, messages);
  }
  addUnseen(kept, seen, messages);
  if (messages.length > kept.length)
    synthesized.add("the order of messages that are no longer in the history (from the calls of the model)");
  return messages;
}

/** The calls of models, in order. */
export function modelEvents(sample: JsonObject): JsonObject[] {
  return eventsOf(sample).filter(({ event }) => event === "model");
}

function eventsOf({ events }: JsonObject): JsonObject[] {
  return Array.isArray(events) ? events.filter(isObject) : [];
}

/** What a model was given: the messages themselves, or ranges (first, one behind the last) of those that the sample keeps once for all events. */
function givenTo(event: JsonObject, sample: JsonObject): Json[] {
  const { input, input_refs: ranges } = event;
  if (!Array.isArray(ranges) || (Array.isArray(input) && input.length > 0)) return Array.isArray(input) ? input : [];
  const data = isObject(sample["events_data"]) ? sample["events_data"]["messages"] : undefined;
  const pool = Array.isArray(data) ? data : sample["message_pool"];
  if (!Array.isArray(pool)) return [];
  return ranges.flatMap((range) => {
    if (!Array.isArray(range)) return [];
    const [from, to] = range;
    return typeof from === "number" && typeof to === "number" ? pool.slice(from, to) : [];
  });
}

function answerOf({ output }: JsonObject): Json {
  const choices = isObject(output) ? output["choices"] : undefined;
  const first: Json | undefined = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(first) ? (first["message"] ?? null) : null;
}

/** A message that has no id cannot be told from another that says the same, so its content stands for it. */
function idOf(message: Json): string[] {
  if (!isObject(message)) return [];
  return [typeof message["id"] === "string" ? message["id"] : JSON.stringify([message["role"], message["content"], message["tool_calls"]])];
}

function addUnseen(messages: readonly Json[], seen: Set<string>, into: Json[]): void {
  for (const message of messages) {
    for (const id of idOf(message)) {
      if (seen.has(id)) continue;
      seen.add(id);
      into.push(message);
    }
  }
}
