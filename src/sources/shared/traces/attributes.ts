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
  const tree = new Map<string, Tree>();
  for (const [name, value] of attributes) if (name.startsWith(prefix)) plant(tree, name.slice(prefix.length).split("."), value);
  return tree.size === 0 ? [] : inOrder(tree).map(grown);
}

type Tree = { value: Json } | Map<string, Tree>;

function plant(tree: Map<string, Tree>, path: readonly string[], value: Json): void {
  let at = tree;
  for (const name of path.slice(0, Math.min(path.length, MAX_DEPTH) - 1)) {
    const next = at.get(name);
    if (next instanceof Map) at = next;
    else {
      const made = new Map<string, Tree>();
      at.set(name, made);
      at = made;
    }
  }
  const last = path.slice(Math.min(path.length, MAX_DEPTH) - 1).join(".");
  if (!(at.get(last) instanceof Map)) at.set(last, { value });
}

function inOrder(tree: ReadonlyMap<string, Tree>): Tree[] {
  return [...tree].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, branch]) => branch);
}

function grown(tree: Tree): Json {
  if (!(tree instanceof Map)) return tree.value;
  if (tree.size > 0 && [...tree.keys()].every((name) => /^\d+$/.test(name))) return inOrder(tree).map(grown);
  const object: JsonObject = {};
  for (const [name, branch] of tree) {
    Object.defineProperty(object, name, { value: grown(branch), enumerable: true, writable: true, configurable: true });
  }
  return object;
}
