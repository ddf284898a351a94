import { RecordError } from "../../base/errors.ts";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Detection, Head, Source } from "../source.ts";
import { conversationToTrajectory } from "./conversation-to-trajectory.ts";
import { detectMessages } from "./messages/detect-messages.ts";
import { isMessageList, loggedCalls, type LoggedCall } from "./messages/logged-calls.ts";
import { readMessages } from "./messages/read-messages.ts";
import { shapeTitles, type MessageShape } from "./messages/shape.ts";
import { outcomeFields } from "./outcome-by-fields.ts";

/** What tells the lists of one provider or framework from those of others. */
export interface MessageSourceOptions {
  name: string;
  title: string;
  /** The shapes that are its own. Lists that show no shape are read as the first. */
  shapes: readonly [MessageShape, ...MessageShape[]];
  /** The conversations of a record. `loggedCalls` without it. */
  callsOf?: (value: Json) => LoggedCall[];
  /** Recognises a record by what is around messages that show no shape. */
  envelope?: (record: JsonObject) => Detection | undefined;
}

/** A source of message lists and logged calls of one provider or framework. */
export function messageSource(options: MessageSourceOptions): Source {
  const { name, title, shapes, callsOf = loggedCalls } = options;
  return {
    name,
    title,
    outcomeRule: `${outcomeFields}; otherwise unknown`,
    framing: (head) => (isOneList(head) ? "document" : "values"),
    detect(head) {
      if (isOneList(head)) return ofShape(head.values, shapes, "one list of ");
      const found = head.values.flatMap((value) => detectIn(value, options) ?? []);
      return found.toSorted((a, b) => b.confidence - a.confidence)[0];
    },
    *parse(record) {
      const value = record.json();
      const calls = callsOf(value);
      if (calls.length === 0) {
        throw new RecordError(
          `not_${name.replaceAll("-", "_")}`,
          `Expected ${title}: a list of messages, or a record that holds one; found none.`,
        );
      }
      for (const call of calls) yield readCall(call, options);
    },
  };
}

function readCall(call: LoggedCall, { name, title, shapes }: MessageSourceOptions): ReturnType<typeof conversationToTrajectory> {
  const detected = detectMessages(call.messages);
  const shape = detected !== undefined && shapes.includes(detected.shape) ? detected.shape : shapes[0];
  const read = readMessages(call.messages, { shape, system: call.system, tools: call.tools });
  if (read === undefined) {
    throw new RecordError(`not_${name.replaceAll("-", "_")}`, `Expected ${title}; most of the list are no messages of any known shape.`);
  }
  return conversationToTrajectory(name, { ...call, ...read, losses: new Set([...(call.losses ?? []), ...read.losses]) });
}

function isOneList(head: Head): boolean {
  return head.shape === "array" && isMessageList(head.values.slice(0, 1)) && isMessageList(head.values);
}

function detectIn(value: Json, { shapes, envelope, callsOf = loggedCalls }: MessageSourceOptions): Detection | undefined {
  const around = isObject(value) ? envelope?.(value) : undefined;
  if (around !== undefined) return around;
  const [call] = callsOf(value);
  return call === undefined ? undefined : ofShape(call.messages, shapes, "");
}

function ofShape(messages: readonly Json[], shapes: readonly MessageShape[], where: string): Detection | undefined {
  const found = detectMessages(messages);
  if (found === undefined || found.confidence < 0.5 || !shapes.includes(found.shape)) return undefined;
  return { confidence: found.confidence, why: `${where}${shapeTitles[found.shape]}: ${found.why}` };
}
