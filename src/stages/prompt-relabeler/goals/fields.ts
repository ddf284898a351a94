import { remembered } from "../../../base/remembered.ts";
import { escapeRegExp } from "../../../base/escape-reg-exp.ts";
import { joinAnd } from "../../../evidence/join-and.ts";
import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { verbatimIn } from "../../../evidence/payload.ts";
import { humanize, isStopWord, singular, stem, wordsOf } from "../../../evidence/words.ts";
import { commonLabels } from "./field-labels.ts";
import { measuredKey } from "./field-units.ts";
import { plainOf } from "./named-call.ts";

/** One thing that a record says, in words that a person would use. */
export interface Field {
  label: string;
  /** As the answer says it. */
  value: string;
  /** Verbatim from the observation. */
  quotes: string[];
}

const maxShort = 80;
const maxLong = 320;

/** Labels whose values are sentences. */
const long = /^(?:description|plot|plot summary|definition|meaning|instructions)$/;

/** Records within a record that only group its fields. */
const groups = /^(?:profile|info|information|details?|attributes|general|overview|basic[ _]?info|summary|specs|specifications|current)$/i;

/** Which fields of a record are wanted. */
export interface Wanted {
  /** Stems of words that the user uses: by them a field may be named, and those that have them come first. */
  stems: ReadonlySet<string>;
  /** What the goal calls the record, in plain words: a field that says just that is no news. */
  except?: string;
  /** Plain words of the goal: a field that says only what stands among them would be given away. */
  within?: string;
  most: number;
}

/**
 * The fields of a record that have a natural name and a short value, those first that the user speaks of. A field is named by a common word, or by words of the user; names of
 * columns are none.
 *
 * @param text the observation; values that do not stand there are left out
 */
export function fieldsOf(record: JsonObject, text: string, { stems, except, within, most }: Wanted): Field[] {
  const named: NamedValue[] = [];
  addNamed(record, stems, false, named);
  // What a value's words are and where they stand is only looked up for those that are taken.
  if (named.length > 1) named.sort((first, second) => second.relevance - first.relevance);
  const fields: Field[] = [];
  const told = new Set<string>();
  // A parcel has a status; of what goes by a name nobody would know which.
  const hasStatus = except === undefined || /\d/.test(except);
  for (const { key, label, value, unit, relevance: asked } of named) {
    if (fields.length >= most) break;
    if (label === "status" && !hasStatus && asked === 0) continue;
    const said = told.has(label) ? undefined : sayOf(value, long.test(label) ? maxLong : maxShort);
    if (said === undefined || isStamp(key, value)) continue;
    const quotes = said.parts.flatMap((part) => quoteOf(text, key, part) ?? []);
    if (quotes.length < said.parts.length) continue;
    told.add(label);
    const plain = except === undefined && within === undefined ? undefined : plainOf(said.text);
    if (plain === undefined || (plain !== except && !` ${within ?? ""} `.includes(` ${plain} `)))
      fields.push({ label, value: unit === undefined ? said.text : `${said.text} ${unit}`, quotes });
  }
  return fields;
}

interface NamedValue {
  key: string;
  label: string;
  value: Json;
  /** What the value is counted in, where the key says it. */
  unit?: string;
  relevance: number;
}

function addNamed(from: JsonObject, stems: ReadonlySet<string>, grouped: boolean, named: NamedValue[]): void {
  for (const [key, value] of Object.entries(from)) {
    if (isObject(value) && !grouped && groups.test(key)) {
      addNamed(value, stems, true, named);
      continue;
    }
    const counted = isNumeric(value) ? measuredKey(key) : undefined;
    if (counted !== undefined) {
      named.push({ key, ...counted, value, relevance: relevance(counted.label, stems) });
      continue;
    }
    const label = isOfCall(key, value) ? undefined : labelFor(key, value, stems);
    if (label !== undefined) named.push({ key, label, value, relevance: relevance(label, stems) });
  }
}

function isNumeric(value: Json): boolean {
  return typeof value === "number" || (typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value.trim()));
}

/** The label of a field with this value: how many of something there are is a number of them. */
function labelFor(key: string, value: Json, stems: ReadonlySet<string>): string | undefined {
  const label = labelOf(key, stems);
  if (label === undefined || !Number.isInteger(value) || readKey(key).common !== undefined) return label;
  return countsThings(label) ? `number of ${label}` : label;
}

/** True for a label in the plural that is no sum of money. */
const countsThings = remembered((label) => {
  const last = label.split(" ").at(-1) ?? "";
  return singular(last) !== last && !/^(?:earnings|sales|proceeds|savings|costs|fees|taxes|wages|odds)$/.test(last);
});

/** True for a field that says how the call went. */
export function isOfCall(key: string, value: Json): boolean {
  if (key !== "status" && key !== "Status") return false;
  return (
    typeof value === "number" || (typeof value === "string" && /^(?:ok|success\w*|succeeded|true|fail\w*|error|\d{3})$/i.test(value.trim()))
  );
}

/** Seconds since 1970 are no date that a person reads. */
export function isStamp(key: string, value: Json): boolean {
  return typeof value === "number" && value > 100_000_000 && /date|time|since|until|created|updated|(?:^|_)at$/i.test(key);
}

function sayOf(value: Json, max: number): { text: string; parts: string[] } | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return { text: String(value), parts: [String(value)] };
  if (typeof value === "string") {
    const text = value.trim();
    return isTelling(text, max) ? { text, parts: [text] } : undefined;
  }
  if (isObject(value)) {
    const name = value["name"];
    return typeof name === "string" && isTelling(name, max) ? { text: name, parts: [name] } : undefined;
  }
  if (!Array.isArray(value) || value.length === 0 || value.length > 8) return undefined;
  const parts = value.flatMap((part) => (typeof part === "string" && isTelling(part, 60) ? [part] : []));
  return parts.length === value.length ? { text: joinAnd(parts), parts } : undefined;
}

function isTelling(text: string, max: number): boolean {
  return text !== "" && text.length <= max && !/[\n{}<>[\]]|^(?:n\/?a|none|null|unknown|undefined|-|0{4}-00-00.*)$|\.\.\.$|…$/i.test(text);
}

/** The natural name of a field, or undefined. */
export function labelOf(key: string, known: ReadonlySet<string> = noStems): string | undefined {
  const { common, name, stems } = readKey(key);
  if (common !== undefined || stems === undefined) return common;
  return stems.every((word) => known.has(word)) ? name : undefined;
}

const noStems: ReadonlySet<string> = new Set();

/** What a key says by itself. */
interface ReadKey {
  name: string;
  common: string | undefined;
  /** Stems that must be known for the name to be a label; absent where it can be none. */
  stems: string[] | undefined;
}

const readKey = remembered((key): ReadKey => {
  const name = humanize(key);
  if (Object.hasOwn(commonLabels, name)) return { name, common: commonLabels[name], stems: undefined };
  const words = wordsOf(name);
  const usable =
    words.length > 0 &&
    words.length <= 3 &&
    words.every((word) => word.length > 2 && !technical.test(word) && !/\d/.test(word) && !isStopWord(word));
  return { name, common: undefined, stems: usable && words.join(" ") === name ? words.map(stem) : undefined };
});

const technical =
  /^(?:ids?|uuid|guid|url|urls|uri|links?|href|key|hash|tokens?|code|index|flag|timestamp|ts|image|images|img|thumbnail|logo|icon|banner|slug|path|file|type|success|message|msg|error|errors|response|request|result|results|data|count|total|page|size|name|title|value|values|version|api|body|content|text|html|json|details?|info|information|list|items?|function|tool|status_?code|number|category_?id)$/;

/** How many words of a label the user's goal has. */
export function relevance(label: string, wanted: ReadonlySet<string>): number {
  let count = 0;
  for (const word of stemsOfLabel(label)) if (wanted.has(word)) count++;
  return count;
}

const stemsOfLabel = remembered((label) => label.split(" ").map((word) => stem(word.toLowerCase())));

/** The value with its key before it where it stands so, else alone; undefined where the text does not hold it. */
function quoteOf(text: string, key: string, value: string): string | undefined {
  const form = verbatimIn(text, value);
  if (form === undefined) return undefined;
  const before = beforeValue(key);
  before.lastIndex = 0;
  for (let match = before.exec(text); match !== null; match = before.exec(text)) {
    const end = match.index + match[0].length;
    if (text.startsWith(form, end)) return text.slice(match.index, end + form.length);
  }
  return form;
}

/** A key as it stands before its value, in JSON, also where that is a text in JSON, in Python and in prose. */
const beforeValue = remembered((key) => new RegExp(`["']?(?<![\\w])${escapeRegExp(key)}\\\\?["']?\\s*[:=]\\s*\\\\?["']?`, "g"), 500);
