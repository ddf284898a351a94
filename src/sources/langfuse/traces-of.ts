import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { findMessages } from "../shared/messages/find-messages.ts";
import { member } from "../shared/traces/member.ts";
import { orderSpans } from "../shared/traces/order-spans.ts";
import type { Trace } from "../shared/traces/span.ts";
import { isObservation, isScore, isTrace } from "./rows.ts";
import { scoresOf } from "./scores-of.ts";
import { spanOf } from "./span-of.ts";

/** The rows of one trace, wherever in the file they stand. */
interface Rows {
  trace: JsonObject;
  /** By their id; one that is there twice counts as it is last. */
  observations: Map<string, JsonObject>;
  scores: JsonObject[];
}

/**
 * The traces of a record, in its order: exports `{trace, observations}`, traces of the API with their observations inside, pages of the API
 * (`{data, meta}`), and rows of the tables of traces, observations and scores, which name their trace.
 *
 * @returns also how many values are none of these
 */
export function tracesOf(values: readonly Json[]): { traces: Trace[]; others: number } {
  const rows = new Map<string, Rows>();
  const at = (id: string): Rows => {
    const known = rows.get(id) ?? { trace: {}, observations: new Map(), scores: [] };
    rows.set(id, known);
    return known;
  };
  let others = 0;
  const waiting = values.toReversed();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) waiting.push(...value.toReversed());
    else if (!isObject(value)) others += 1;
    else if (isObject(value["trace"]) && Array.isArray(value["observations"])) {
      const { trace, observations, scores } = value;
      addTrace(at(idOf(trace)), { ...trace, scores: trace["scores"] ?? scores ?? [] }, observations);
    } else if (Array.isArray(value["data"])) waiting.push(...value["data"].toReversed());
    else if (isObservation(value)) addObservation(at(asString(member(value, "traceId")) ?? ""), value);
    else if (isScore(value)) at(asString(member(value, "traceId")) ?? "").scores.push(value);
    else if (isTrace(value)) addTrace(at(idOf(value)), value, value["observations"] ?? []);
    else others += 1;
  }
  return { traces: [...rows].map(([id, members]) => traceOf(id, members)), others };
}

function addTrace(rows: Rows, trace: JsonObject, observations: Json): void {
  rows.trace = trace;
  const scores = listOf(trace["scores"]);
  rows.scores.push(...scores.filter(isObject));
  // Traces of a list name their observations and scores only.
  for (const observation of listOf(observations)) if (isObject(observation)) addObservation(rows, observation);
}

function addObservation({ observations }: Rows, observation: JsonObject): void {
  observations.set(asString(observation["id"]) ?? `observation-${observations.size + 1}`, observation);
}

function idOf(trace: JsonObject): string {
  return asString(trace["id"]) ?? "";
}

function traceOf(id: string, { trace, observations, scores }: Rows): Trace {
  const losses = new Set<string>();
  const spans = orderSpans([...observations].map(([spanId, observation]) => spanOf(spanId, observation, losses)));
  const root = spans.find(({ parent }) => parent === undefined)?.id;
  const extra = {
    ...fieldsBesides(trace, read),
    ...metadataOf(trace),
    ...(scores.length === 0 ? {} : { scores }),
  };
  return {
    id,
    spans,
    asked: findMessages(trace["input"], "input"),
    answered: findMessages(trace["output"], "output"),
    scores: scoresOf(scores, root),
    extra: Object.keys(extra).length === 0 ? undefined : extra,
    losses,
  };
}

const read = new Set(["id", "input", "output", "observations", "scores", "metadata"]);

/** Exports hold the metadata as JSON text. */
function metadataOf({ metadata }: JsonObject): JsonObject {
  if (metadata === undefined || metadata === null) return {};
  const parsed = typeof metadata === "string" ? tryParseJson(metadata) : undefined;
  return { metadata: parsed?.ok === true ? parsed.value : metadata };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
