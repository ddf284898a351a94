import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { remembered } from "../base/remembered.ts";
import type { Constraint } from "./constraints.ts";
import type { Call } from "../trajectory/trajectory.ts";
import { payloadOf } from "./observation.ts";
import { readValue } from "./reading.ts";
import { humanize, stem } from "./words.ts";

/** One thing of several that an observation lists: a line, an entry of a numbered list, an object of an array. */
export interface Item {
  /** Verbatim from the observation. */
  quote: string;
  /** What it is called, or undefined when that cannot be told. */
  name: string | undefined;
  /** The object it was read from; absent for prose. */
  fields?: JsonObject;
}

const maxItems = 200;

/** Cuts an observation into the things it lists. Prose is cut at line ends, numbered entries, semicolons and sentence ends. */
export function itemsOf(call: Call): Item[] {
  const observation = call.result.text;
  const value = readValue(call);
  if (value !== undefined) return objectsOf(payloadOf(value)).flatMap((fields) => itemOfObject(fields, observation));
  return observation
    .split(/\n+|;\s+|(?:^|\s)(?=\d{1,2}[).]\s)|(?<=[\p{L}\d])[.]\s+(?=\p{Lu})/u)
    .map((text) => text.trim())
    .filter((text) => text.length > 2)
    .slice(0, maxItems)
    .map((quote) => ({ quote, name: /\p{Lu}\p{L}{2,}(?:[ &'-]\p{Lu}\p{L}+)*/u.exec(quote)?.[0] }));
}

/** Numbers of an item that the constraint is about. Empty when the item does not give that quantity, or it is not clear which number is. */
export function quantitiesOf(item: Item, constraint: Constraint): number[] {
  return item.fields === undefined ? spokenQuantities(item.quote, constraint) : fieldQuantities(item.fields, constraint);
}

function spokenQuantities(text: string, constraint: Constraint): number[] {
  const found: number[] = [];
  const money = /[$€£¥]/.test(constraint.unit);
  for (const match of text.matchAll(/([$€£¥]?)\s?(\d[\d,]*(?:\.\d+)?)\s?(%|[a-zA-Z]{1,12})?/g)) {
    const [, sign = "", digits = "", unit = ""] = match;
    const fits = money ? sign === constraint.unit : sign === "" && constraint.unit !== "" && sameUnit(unit.toLowerCase(), constraint.unit);
    if (fits) found.push(Number(digits.replace(/,/g, "")));
  }
  return found;
}

const currencies: Record<string, string> = { $: "usd", "€": "eur", "£": "gbp", "¥": "jpy" };

/** The one numeric field whose name has the constraint's unit or a word from around it. */
function fieldQuantities(fields: JsonObject, constraint: Constraint): number[] {
  const unit = currencies[constraint.unit] ?? constraint.unit;
  const byUnit: number[] = [];
  const byName: number[] = [];
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (typeof value !== "number") continue;
    const words = wordsOfKey(key);
    if (unit !== "" && words.some((word) => sameUnit(word, unit))) byUnit.push(value);
    if (words.some((word) => constraint.about.has(stem(word)))) byName.push(value);
  }
  const meant = byUnit.length > 0 ? byUnit : byName;
  return meant.length === 1 ? meant : [];
}

/** The things of a list have the same few fields. */
const wordsOfKey = remembered((key): readonly string[] => humanize(key).split(" "));

function sameUnit(unit: string, wanted: string): boolean {
  if (unit === "" || wanted.charCodeAt(0) !== unit.charCodeAt(0)) return false;
  return unit === wanted || `${unit}s` === wanted || unit === `${wanted}s`;
}

function itemOfObject(fields: JsonObject, observation: string): Item[] {
  const name = nameIn(fields);
  const at = name === undefined ? -1 : observation.indexOf(name);
  if (name === undefined || at < 0) return [];
  const end = observation.indexOf("}", at);
  return [{ quote: end > 0 && end - at <= 400 ? observation.slice(at, end) : name, name, fields }];
}

function nameIn(fields: JsonObject): string | undefined {
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (typeof value === "string" && namesThing(key)) return value;
  }
  return undefined;
}

const namesThing = remembered((key) => /name|title|supplier|vendor|hotel|airline|product|model|flight|train|number|id$/i.test(key));

function objectsOf(value: Json): JsonObject[] {
  const found: JsonObject[] = [];
  const walk = (inner: Json, depth: number): void => {
    if (found.length >= maxItems || depth > 4) return;
    if (Array.isArray(inner)) for (const element of inner) walk(element, depth + 1);
    else if (isObject(inner)) {
      const lists: Json[] = [];
      let scalars = 0;
      for (const key of Object.keys(inner)) {
        const member = inner[key];
        if (typeof member === "number" || typeof member === "string") scalars++;
        else if (Array.isArray(member) && member.some(isObject)) lists.push(member);
      }
      if (lists.length === 0 || scalars >= 3) found.push(inner);
      for (const list of lists) walk(list, depth + 1);
    }
  };
  walk(value, 0);
  return found;
}
