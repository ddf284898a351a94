import { remembered } from "../base/remembered.ts";
import { SideTable } from "../base/side-table.ts";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { parsePythonLiteral } from "../base/python-literal.ts";
import type { Call } from "../trajectory/trajectory.ts";
import { shownText } from "./execution-report.ts";
import { payloadOf } from "./observation.ts";
import { readValue } from "./reading.ts";

/** What a tool answered in JSON or as a Python literal, without what it is wrapped in. */
export interface Payload {
  value: Json;
  /** False for an answer that breaks off: then `value` holds only what is complete in it. */
  whole: boolean;
}

const payloads = new SideTable<Call, { payload: Payload | undefined }>();

/** The payload of a call's observation, also of one that was cut off on its way into the record. Undefined for prose. */
export function readPayload(call: Call): Payload | undefined {
  let read = payloads.get(call);
  if (read === undefined) {
    read = { payload: payloadIn(call) };
    payloads.set(call, read);
  }
  return read.payload;
}

function payloadIn(call: Call): Payload | undefined {
  const text = shownText(call.result.text);
  if (!/^\s*[{[]/.test(text)) return undefined;
  const value = readValue(call);
  if (value === undefined) return cutPayload(text);
  const payload = payloadOf(value);
  if (typeof payload !== "string") return { value: payload, whole: true };
  return cutPayload(payload) ?? { value: payload, whole: !/(?:\.\.\.|…)\s*$/.test(payload) };
}

/** The complete parts of a literal that breaks off, also where the literal is a text within another one. */
function cutPayload(text: string): Payload | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const literal = parsePythonLiteral(text);
  if (!literal.ok || !literal.truncated) return undefined;
  const inner = innerText(literal.value);
  if (inner !== undefined) return cutPayload(inner) ?? (/^\s*[{[]/.test(inner) ? undefined : { value: inner, whole: false });
  const value = withoutLast(literal.value);
  return value === undefined ? undefined : { value: payloadOf(value), whole: false };
}

/** The text that an answer wraps, where nothing else stands beside it. */
function innerText(value: Json): string | undefined {
  const inner = isObject(value) ? payloadOf(value) : undefined;
  return typeof inner === "string" && inner !== "" ? inner : undefined;
}

/** A value that was closed where its text broke off, without whatever stood last: it may lack its end. */
function withoutLast(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    const last = withoutLast(value.at(-1) ?? null);
    return last === undefined || isEmpty(last) ? value.slice(0, -1) : [...value.slice(0, -1), last];
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const last = entries.pop();
  if (last === undefined) return {};
  const inner = withoutLast(last[1]);
  return Object.fromEntries(inner === undefined ? entries : [...entries, [last[0], inner]]);
}

/** Several things that one answer lists. */
export interface Listing {
  items: JsonObject[];
  /** Name of the field that holds the list; empty when it stands alone. */
  key: string;
  /** True when the answer lists all that there is: it was not cut, and says of no further page. */
  whole: boolean;
}

/** The one list of objects in an answer, beside plain values only. */
export function listingOf({ value, whole }: Payload): Listing | undefined {
  if (Array.isArray(value)) return listed(value, "", whole);
  if (!isObject(value)) return undefined;
  const members = Object.entries(value).filter(([, member]) => typeof member === "object" && member !== null && !isEmpty(member));
  const inner = members.filter(([key, member]) => !(isObject(member) && tellsOfAnswer(key)));
  const [only] = inner;
  if (only === undefined || inner.length !== 1) return undefined;
  const [key, member] = only;
  if (isObject(member) && Object.keys(value).length === 1) return listingOf({ value: member, whole });
  if (!Array.isArray(member)) return undefined;
  const speaksOfMore = [value, ...members.map(([, beside]) => beside)].some(
    (beside) => isObject(beside) && saysMore(beside, member.length),
  );
  return listed(member, key, whole && !speaksOfMore);
}

/** True for the name of a record that tells of the answer, not of what was asked for. */
export const tellsOfAnswer = remembered((key) =>
  /^(?:meta|metadata|_?links|support|pagination|paging|query|request|parameters|headers|rate_?limit|copyright|attribution|credits)$/i.test(
    key,
  ),
);

function listed(members: Json[], key: string, whole: boolean): Listing | undefined {
  const items = members.filter(isObject);
  return items.length === 0 || items.length !== members.length ? undefined : { items, key, whole };
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** True when the fields beside a list speak of more than it holds. */
function saysMore(beside: JsonObject, length: number): boolean {
  return Object.entries(beside).some(([key, value]) => {
    if (/more|next|cursor|truncated|incomplete/i.test(key)) return value !== false && value !== null && value !== "" && value !== 0;
    if (typeof value === "string" && /\s/.test(value)) return /\b(?:first|showing|shown|truncated|partial|more)\b/i.test(value);
    // Many services give their numbers as texts.
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== "number") return false;
    if (/pages/i.test(key)) return number > 1;
    if (/^(?:limit|per_?page|page_?size|max_?results)$/i.test(key)) return number > 0 && number <= length;
    return /total|count|found|hits/i.test(key) && number !== length;
  });
}

/** True for a listed thing that says of itself that it cannot be had. */
export function saysGone(item: JsonObject): boolean {
  return Object.entries(item).some(([key, value]) => {
    const told = stockKey(key);
    if (told === undefined) return false;
    if (told === "gone") return value === true || value === 1;
    return value === false || value === 0 || (typeof value === "string" && /^(?:no|false|none|0)$/i.test(value));
  });
}

/** What the value of a key says where it is true: that the thing is gone, or that it is there. */
const stockKey = remembered((key) => {
  if (/^(?:is_?)?(?:sold_?out|unavailable|fully_?booked|discontinued)$/i.test(key)) return "gone";
  return /^(?:is_?)?(?:available|availability|in_?stock|stock|bookable)$|_(?:available|left)$/i.test(key) ? "there" : undefined;
});

/** True where the things of a list are measured in different ways: prices in several currencies, distances in several units. */
export function measuresDiffer(items: readonly JsonObject[]): boolean {
  const measures = new Set<string>();
  for (const item of items) measures.add(JSON.stringify(Object.entries(item).filter(([key]) => namesMeasure(key))));
  return measures.size > 1;
}

const namesMeasure = remembered((key) => /currency|unit$/i.test(key));

/**
 * A value as it stands in an observation: as it is, or with what is not ASCII escaped, once or twice.
 *
 * @returns undefined when the text does not hold it
 */
export function verbatimIn(text: string, value: string): string | undefined {
  if (text.includes(value)) return value;
  // Of such a value there is no other form.
  if (unescaped.test(value)) return undefined;
  const escaped = JSON.stringify(value).slice(1, -1);
  const ascii = escaped.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return [escaped, ascii, ascii.replaceAll("\\", "\\\\")].find((form) => text.includes(form));
}

/** ASCII without quotation marks, backslashes and control characters. */
const unescaped = /^[ !#-[\]-~]*$/;
