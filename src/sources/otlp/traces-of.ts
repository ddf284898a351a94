import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Attributes, SpanEvent } from "../shared/traces/attributes.ts";
import { member } from "../shared/traces/member.ts";
import { orderSpans } from "../shared/traces/order-spans.ts";
import { agentOf, callOf, kindOf, modelOf, unreadOf } from "../shared/traces/span-about.ts";
import { answeredIn, askedIn, type Noted } from "../shared/traces/span-messages.ts";
import { once, type Trace, type TraceSpan } from "../shared/traces/span.ts";
import { callIdIn } from "../shared/traces/tool-result.ts";
import { anyValue, attributesOf } from "./attributes.ts";
import { idOf, type Batches, type Exported } from "./batches.ts";
import { scoresOf } from "./scores-of.ts";

/**
 * The traces of a file, in the order of their first span. A span that was exported more than once is taken once, as it was last. A log
 * record that names a span is an event of it; one that names only its trace is an event of the trace's first span. Records with messages
 * whose span stands in another file make a span of their own.
 */
export function tracesOf({ spans, logs }: Batches): Trace[] {
  const traces = new Map<string, Map<string, Exported>>();
  for (const exported of spans) {
    const trace = idOf(member(exported.item, "traceId")) ?? "";
    const known = traces.get(trace) ?? new Map<string, Exported>();
    traces.set(trace, known);
    known.set(idOf(member(exported.item, "spanId")) ?? `span-${known.size + 1}`, exported);
  }
  const noted = new Map<string, SpanEvent[]>();
  for (const log of logs) {
    const event = eventOfLog(log.item);
    const trace = idOf(member(log.item, "traceId"));
    if (event === undefined || trace === undefined) continue;
    const span = idOf(member(log.item, "spanId")) ?? "";
    const events = noted.get(`${trace} ${span}`);
    if (events === undefined) noted.set(`${trace} ${span}`, [event]);
    else events.push(event);
    const members = traces.get(trace) ?? new Map<string, Exported>();
    if (span === "" || members.has(span) || !isContent(event.name)) continue;
    traces.set(trace, members.set(span, { ...log, item: spanOfLog(log.item) }));
  }
  return [...traces].map(([id, members]) => traceOf(id, members, noted));
}

function traceOf(id: string, members: ReadonlyMap<string, Exported>, noted: ReadonlyMap<string, SpanEvent[]>): Trace {
  const losses = new Set<string>();
  const told = [...members].map(([spanId, { item }], index) => {
    const events = [...eventsOf(item), ...(noted.get(`${id} ${spanId}`) ?? []), ...(index === 0 ? (noted.get(`${id} `) ?? []) : [])];
    return { spanId, item, noted: { attributes: attributesOf(item["attributes"]), events, losses } };
  });
  const spans = orderSpans(told.map((one) => spanOf(one.spanId, one.item, one.noted)));
  const [first] = spans;
  const root = spans.find(({ parent }) => parent === undefined) ?? first;
  const around = told.find(({ spanId }) => spanId === root?.id)?.noted.attributes;
  const resource = root === undefined ? undefined : members.get(root.id)?.resource;
  const extra: JsonObject = {
    ...(resource === undefined || resource.size === 0 ? {} : { resource: Object.fromEntries(resource) }),
    ...(around === undefined ? {} : attributesKept(around)),
  };
  return {
    id,
    spans,
    scores: told.flatMap((one) => scoresOf(one.spanId, one.noted, one.spanId === root?.id)),
    extra: Object.keys(extra).length === 0 ? undefined : extra,
    losses,
  };
}

function attributesKept(attributes: Attributes): JsonObject {
  const kept = unreadOf(attributes);
  return kept === undefined ? {} : { attributes: kept };
}

function spanOf(id: string, item: JsonObject, noted: Noted): TraceSpan {
  const { attributes, events } = noted;
  const name = asString(item["name"]) ?? "";
  const parent = idOf(member(item, "parentSpanId"));
  const told = kindOf(attributes, name);
  const hasMessages = told === "other" && events.some(({ name: kind }) => isContent(kind));
  const call = once(() => {
    const written = callOf(attributes, name);
    return { ...written, id: written.id ?? callIdIn(written.arguments, written.result) };
  });
  return {
    id,
    parent: parent === id ? undefined : parent,
    name,
    kind: hasMessages ? "model" : told,
    start: startOf(item),
    asked: once(() => askedIn(noted)),
    answered: once(() => answeredIn(noted)),
    call,
    error: errorOf(item, noted),
    model: modelOf(attributes),
    agent: agentOf(attributes),
  };
}

function isContent(event: string): boolean {
  return /^gen_ai\.((system|user|assistant|tool)\.message|choice|content\.(prompt|completion)|client\.inference\.operation\.details)$/.test(
    event,
  );
}

/** Milliseconds. OTLP's JSON has nanoseconds as text. */
function startOf(item: JsonObject): number {
  const nanoseconds = Number(member(item, "startTimeUnixNano") ?? Number.NaN);
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : Number.POSITIVE_INFINITY;
}

/** A status of error with its message, or else the exception that was noted, or the type of the error. */
function errorOf(item: JsonObject, { attributes, events }: Noted): string {
  const { status } = item;
  const code = isObject(status) ? status["code"] : undefined;
  const failed = code === 2 || code === "STATUS_CODE_ERROR" || code === "ERROR" || code === "2";
  const exception = events.findLast(({ name }) => name === "exception")?.attributes;
  const kind = asString(attributes.get("error.type")) ?? "";
  if (!failed && kind === "") return "";
  const message = isObject(status) ? (asString(status["message"]) ?? "") : "";
  if (message !== "") return message;
  const thrown = ["exception.type", "exception.message"].flatMap((name) => asString(exception?.get(name)) ?? []);
  return thrown.length > 0 ? thrown.join(": ") : kind === "" ? "error" : kind;
}

function eventsOf(item: JsonObject): SpanEvent[] {
  const { events } = item;
  return (Array.isArray(events) ? events : []).flatMap((event) => {
    const name = isObject(event) ? asString(event["name"]) : undefined;
    return isObject(event) && name !== undefined ? [{ name, attributes: attributesOf(event["attributes"]) }] : [];
  });
}

/** A log record as an event: its name stands in a field or an attribute, its content in the body or in attributes. */
function eventOfLog(item: JsonObject): SpanEvent | undefined {
  const attributes = attributesOf(item["attributes"]);
  const name = asString(member(item, "eventName")) ?? asString(attributes.get("event.name"));
  if (name === undefined || name === "") return undefined;
  const body: Json = anyValue(item["body"]);
  const inside = isObject(body) ? Object.entries(body) : typeof body === "string" ? [["content", body] as const] : [];
  return { name, attributes: new Map<string, Json>([...attributes, ...inside]) };
}

/** What a log record says of its span. */
function spanOfLog(item: JsonObject): JsonObject {
  const time = member(item, "timeUnixNano") ?? member(item, "observedTimeUnixNano") ?? null;
  return { name: "", startTimeUnixNano: time };
}

/** True where log records hold messages, for recognising a file of nothing but those. */
export function holdsEventMessages(item: JsonObject): boolean {
  return isContent(eventOfLog(item)?.name ?? "");
}
