import type { Json, JsonObject } from "../../../base/json.ts";
import type { FoundMessages } from "../messages/find-messages.ts";
import type { Score } from "./verdict-of.ts";

/** One operation of a trace, whichever program recorded it. */
export interface TraceSpan {
  /** Unique within the trace. */
  id: string;
  parent: string | undefined;
  name: string;
  /** `model`: one question to a model. `agent`: a loop of such questions, or what is around one. `tool`: a call that was carried out. */
  kind: "model" | "agent" | "tool" | "other";
  /** Milliseconds of any clock; infinite where the record does not say. */
  start: number;
  /** What was handed in, in messages. */
  asked(): FoundMessages | undefined;
  /** What came back, in messages. */
  answered(): FoundMessages | undefined;
  /** The span as a call of a tool. */
  call(): SpanCall;
  /** What went wrong; empty where nothing did. */
  error: string;
  model?: string | undefined;
  /** Name of the agent. */
  agent?: string | undefined;
}

/** What a span says of the call that it carries out. */
export interface SpanCall {
  name: string;
  /** Id of the model's call. */
  id: string | undefined;
  /** As written: an object or text. */
  arguments: Json | undefined;
  result: Json | undefined;
}

/** The spans of one trace and what is said of all of it. */
export interface Trace {
  id: string;
  /** In the order in which they began; a parent comes before its children where both began at one time. */
  spans: readonly TraceSpan[];
  /** What the record says that the whole trace took and gave. */
  asked?: FoundMessages | undefined;
  answered?: FoundMessages | undefined;
  scores: readonly Score[];
  extra: JsonObject | undefined;
  /** Grows while messages are looked for. */
  losses: Set<string>;
}

/** A function that does its work once. */
export function once<T>(work: () => T): () => T {
  let done: { value: T } | undefined;
  return () => (done ??= { value: work() }).value;
}
