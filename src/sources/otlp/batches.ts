import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Attributes } from "../shared/traces/attributes.ts";
import { member } from "../shared/traces/member.ts";
import { attributesOf } from "./attributes.ts";

/** Spans and log records of a file, with what each batch says of where they come from. */
export interface Batches {
  spans: Exported[];
  logs: Exported[];
  /** Metrics and profiles that stand between them. */
  others: number;
}

export interface Exported {
  item: JsonObject;
  resource: Attributes;
  scope: JsonObject;
}

/** True for an object that an OTLP exporter writes: batches of spans or of log records. */
export function isBatch(value: Json): value is JsonObject {
  return isObject(value) && (Array.isArray(member(value, "resourceSpans")) || Array.isArray(member(value, "resourceLogs")));
}

/** Everything that was exported, in the order of the file. Values can be batches, lists of them, or single `resourceSpans` entries. */
export function batchesIn(values: readonly Json[]): Batches {
  const found: Batches = { spans: [], logs: [], others: 0 };
  const waiting = values.toReversed();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (Array.isArray(value)) waiting.push(...value.toReversed());
    else if (isBatch(value)) {
      for (const entry of listOf(member(value, "resourceSpans"))) collect(entry, "scopeSpans", "spans", found.spans);
      for (const entry of listOf(member(value, "resourceLogs"))) collect(entry, "scopeLogs", "logRecords", found.logs);
    } else if (isObject(value) && Array.isArray(member(value, "scopeSpans"))) collect(value, "scopeSpans", "spans", found.spans);
    else if (isObject(value) && isObject(value["data"])) waiting.push(value["data"]);
    else found.others += 1;
  }
  return found;
}

function collect(entry: Json, groups: string, items: string, into: Exported[]): void {
  if (!isObject(entry)) return;
  const about = entry["resource"];
  const resource = attributesOf(isObject(about) ? about["attributes"] : undefined);
  // Before OTLP 0.19 scopes were instrumentation libraries.
  for (const group of listOf(member(entry, groups) ?? member(entry, groups.replace("scope", "instrumentationLibrary")))) {
    if (!isObject(group)) continue;
    const scope = isObject(group["scope"]) ? group["scope"] : {};
    for (const item of listOf(member(group, items))) if (isObject(item)) into.push({ item, resource, scope });
  }
}

/**
 * An id of a trace or span. Ids in hexadecimal are compared without regard to case; programs that print protobuf write them in base64, where
 * case matters. All zeros, and empty text, are no id.
 */
export function idOf(value: Json | undefined): string | undefined {
  const id = asString(value) ?? "";
  if (id === "" || /^0+$/.test(id)) return undefined;
  return /^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(id) ? id.toLowerCase() : id;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
