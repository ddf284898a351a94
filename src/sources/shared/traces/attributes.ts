import { asString, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";

/** What instrumentation notes of a span, by the names of OpenTelemetry's conventions and those of others. */
export type Attributes = ReadonlyMap<string, Json>;

/** Something noted at one moment of a span. */
export interface SpanEvent {
  name: string;
  attributes: Attributes;
}

/** Nesting and numbering deeper than any convention has. */
const MAX_DEPTH = 12;

/** The first of these attributes that is text and not empty. */
export function textOf(attributes: Attributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const text = asString(attributes.get(name));
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** The first of these attributes that is there and not null. */
export function valueOf(attributes: Attributes, ...names: string[]): Json | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/**
 * An attribute that holds data, which most programs write as JSON text. Text that begins like JSON and does not parse was cut off by a
 * limit on the length of attributes; it is listed as lost.
 */
export function dataOf(attributes: Attributes, name: string, losses: Set<string>): Json | undefined {
  const value = attributes.get(name) ?? undefined;
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  const parsed = tryParseJson(value);
  if (parsed.ok) return parsed.value;
  losses.add(`messages in attributes whose JSON was cut off (${name})`);
  return undefined;
}

/**
 * The members of a numbered list that is spread over attributes: of `a.0.b` and `a.1.b.c` with the prefix `a.` an object with `b`, and
 * one with `b` in which is `c`. Numbers within become lists.
 */
export function listAt(attributes: Attributes, prefix: string): Json[] {
  const tree: Branch = new Map();
  for (const [name, value] of attributes) if (name.startsWith(prefix)) plant(tree, name, prefix.length, value);
  return tree.size === 0 ? [] : inOrder(tree).map(grown);
}

type Tree = { value: Json } | Branch;
type Branch = Map<string, Tree>;

/** Traces have such attributes by the million, so names are not cut into lists. */
function plant(tree: Branch, name: string, from: number, value: Json): void {
  let at = tree;
  let start = from;
  for (let depth = 1; depth < MAX_DEPTH; depth += 1) {
    const end = name.indexOf(".", start);
    if (end < 0) break;
    const part = name.slice(start, end);
    let next = at.get(part);
    if (!(next instanceof Map)) at.set(part, (next = new Map()));
    at = next;
    start = end + 1;
  }
  const last = name.slice(start);
  if (!(at.get(last) instanceof Map)) at.set(last, { value });
}

function inOrder(tree: Branch): Tree[] {
  return [...tree].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, branch]) => branch);
}

function grown(tree: Tree): Json {
  if (!(tree instanceof Map)) return tree.value;
  if (isNumbered(tree)) return inOrder(tree).map(grown);
  const object: JsonObject = {};
  for (const [name, branch] of tree) {
    const value = grown(branch);
    if (name !== "__proto__") object[name] = value;
    else Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

function isNumbered(tree: Branch): boolean {
  for (const name of tree.keys()) if (!/^\d+$/.test(name)) return false;
  return tree.size > 0;
}
