import { RecordError } from "../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../base/json.ts";
import { batchesIn, isBatch } from "./otlp/batches.ts";
import { holdsEventMessages, tracesOf } from "./otlp/traces-of.ts";
import { readTraces } from "./shared/traces/read-traces.ts";
import { valuesIn } from "./shared/traces/values-in.ts";
import { verdictRule } from "./shared/traces/verdict-of.ts";
import type { Source } from "./source.ts";

/**
 * OTLP in JSON, as file exporters write it: spans of OpenTelemetry's GenAI conventions, of OpenInference and of the AI SDK. The batches of a
 * trace are spread over the lines of a file, so a file is one record and can have up to 64 MiB.
 */
export const otlp: Source = {
  name: "otlp",
  title: "OpenTelemetry traces (OTLP JSON)",
  outcomeRule: `by evaluations and annotations on the trace's first span (gen_ai.evaluation.result, OpenInference's annotations) ${verdictRule}, also when a span ended in an error`,
  framing: "document",
  detect(head) {
    const batches = head.values.filter((value) => isBatch(value) || (isObject(value) && isResource(value)));
    if (batches.length === 0) return undefined;
    const { spans, logs } = batchesIn(batches);
    const convention = conventionIn(spans.flatMap(({ item }) => keysOf(item)));
    if (convention !== undefined) return { confidence: 0.97, why: `OTLP batches with spans of ${convention}` };
    if (logs.some(({ item }) => holdsEventMessages(item))) return { confidence: 0.95, why: "OTLP log records with GenAI messages" };
    return { confidence: 0.9, why: "OTLP batches (resourceSpans or resourceLogs)" };
  },
  *parse(record) {
    const { values, broken } = valuesIn(record);
    const batches = batchesIn(values);
    const traces = tracesOf(batches);
    if (traces.length === 0) {
      throw new RecordError(
        "not_otlp",
        "Expected OTLP JSON, batches with `resourceSpans` or `resourceLogs`; found no spans and no messages.",
      );
    }
    const losses = [
      ...(broken === 0 ? [] : [`${broken} lines of the file that are not JSON`]),
      ...(batches.others === 0 ? [] : [`${batches.others} entries of the file that are neither spans nor log records`]),
    ];
    yield* readTraces("otlp", traces, { losses, scoreWord: "evaluation" });
  },
};

function isResource(value: JsonObject): boolean {
  return Array.isArray(value["scopeSpans"]) || Array.isArray(value["scope_spans"]);
}

function conventionIn(keys: readonly string[]): string | undefined {
  if (keys.includes("openinference.span.kind")) return "OpenInference";
  if (keys.some((key) => key.startsWith("gen_ai."))) return "OpenTelemetry's GenAI conventions";
  return keys.some((key) => key.startsWith("ai.")) ? "the AI SDK" : undefined;
}

function keysOf(span: JsonObject): string[] {
  const list: Json | undefined = span["attributes"];
  return (Array.isArray(list) ? list : []).flatMap((pair) => (isObject(pair) ? (asString(pair["key"]) ?? []) : []));
}
