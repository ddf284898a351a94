import { RecordError } from "../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../base/json.ts";
import { fieldsBesides } from "./shared/fields-besides.ts";
import { readOpenAiMessage } from "./shared/messages/read-openai.ts";
import { StepBuilder } from "./shared/messages/step-builder.ts";
import { makeSession } from "./shared/sessions/make-session.ts";
import { lossOfBroken, parseLines } from "./shared/sessions/parse-lines.ts";
import { timeOf } from "./shared/sessions/time-of.ts";
import { yieldUsable } from "./shared/sessions/yield-usable.ts";
import type { Source, SourceTrajectory } from "./source.ts";

/** The simple session trace format (STS) that the Hugging Face Hub shows, for harnesses without a format of their own. */
export const hfSessionTraces: Source = {
  name: "hf-session-traces",
  title: "Hugging Face session trace (STS)",
  outcomeRule: "unknown: a session trace holds no verdict",
  framing: "document",
  detect(head) {
    const [first] = head.values;
    return isHeader(first) ? { confidence: 0.93, why: "a first line of type session that names its harness" } : undefined;
  },
  *parse(record) {
    const { values, broken } = parseLines(record);
    const sessions = sessionsIn(values);
    if (sessions.length === 0) {
      throw new RecordError("not_this_format", "Expected a line of type session with a harness, and messages after it; found none.");
    }
    const losses = lossOfBroken(broken);
    yield* yieldUsable(
      sessions.map((session, index) => () => trajectoryOf(session, losses, sessions.length > 1 ? `session-${index + 1}` : undefined)),
    );
  },
};

interface Session {
  header: JsonObject;
  messages: JsonObject[];
  others: number;
}

/** A header begins a session; several may have been put into one file. */
function sessionsIn(values: readonly JsonObject[]): Session[] {
  const sessions: Session[] = [];
  for (const value of values) {
    const { type, message } = value;
    if (isHeader(value)) sessions.push({ header: value, messages: [], others: 0 });
    const session = sessions.at(-1);
    if (session === undefined || isHeader(value)) continue;
    if (type === "message" && isObject(message)) session.messages.push(message);
    else session.others += 1;
  }
  return sessions;
}

function isHeader(value: Json | undefined): boolean {
  return isObject(value) && value["type"] === "session" && typeof value["harness"] === "string";
}

const headerFields = new Set(["type", "harness", "id", "name"]);

function trajectoryOf({ header, messages, others }: Session, losses: readonly string[], part: string | undefined): SourceTrajectory {
  const builder = new StepBuilder("human");
  for (const [index, message] of messages.entries()) readOpenAiMessage(inOpenAiWords(message), index + 1, builder);
  if (others > 0) builder.losses.add(`lines that are no message: ${others}`);
  const model = builder.steps.find((step) => step.kind === "agent" && step.model !== undefined);
  const id = asString(header["id"]);
  const name = asString(header["name"]);
  return makeSession({
    format: "hf-session-traces",
    agent: {
      name: asString(header["harness"]) ?? "unknown",
      ...(model?.kind === "agent" && model.model !== undefined ? { model: model.model } : {}),
    },
    tools: [],
    steps: builder.steps,
    ...(id === undefined ? {} : { recordId: id }),
    ...(part === undefined ? {} : { part }),
    losses: [...losses, ...builder.losses],
    synthesized: [...builder.synthesized],
    extra: { ...(name === undefined ? {} : { title: name }), ...fieldsBesides(header, headerFields) },
  });
}

/** The message as OpenAI's API would write it: the format has the same fields under other names. */
function inOpenAiWords(message: JsonObject): JsonObject {
  const { reasoningContent, toolCalls, toolCallId, timestamp, ...others } = message;
  const at = timeOf(timestamp) ?? timestamp;
  return {
    ...others,
    ...(reasoningContent === undefined ? {} : { reasoning_content: reasoningContent }),
    ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    ...(at === undefined ? {} : { timestamp: at }),
  };
}
