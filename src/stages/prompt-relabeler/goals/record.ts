import { joinAnd } from "../../../evidence/join-and.ts";
import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { remembered } from "../../../base/remembered.ts";
import { readPayload, tellsOfAnswer, verbatimIn } from "../../../evidence/payload.ts";
import { callKey, type ReadCall } from "../../../evidence/reading.ts";
import { humanize, singular, stem } from "../../../evidence/words.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { calledByUser, toolNouns } from "./called.ts";
import { fieldsOf, isOfCall, labelOf, relevance, type Field } from "./fields.ts";
import { ownArguments, plainOf, sourcesOf, toolStems, toolWords, type OwnArgument } from "./named-call.ts";

/** Goals from records: what a call about one named thing returned for it, field by field. */
export const recordGoals: GoalFinder = {
  name: "record",
  *find(run) {
    const calls = run.untouched;
    const asked = calls.map((call) => callKey(call.call));
    for (let at = calls.length - 1; at >= 0; at--) {
      const call = calls[at];
      const first = asked.indexOf(asked[at] ?? "");
      // What is asked again was answered before.
      if (call?.kind !== "content" || (first < at && calls[first]?.kind === "content")) continue;
      const draft = draftOf(call, run);
      if (draft !== undefined) yield draft;
    }
  },
};

function draftOf(call: ReadCall, run: RunView): GoalDraft | undefined {
  // A call that was given nothing says of nothing what it is about.
  if (ownArguments(call).length === 0 || toolWords(call).some(isMadeUp)) return undefined;
  const payload = readPayload(call.call);
  const record = payload === undefined ? undefined : recordOf(payload.value, call);
  const subject = record === undefined ? undefined : (argumentSubject(call, record, run) ?? namedSubject(call, record, run));
  if (record === undefined || subject === undefined) return undefined;
  const known = fieldsOf(record, call.call.result.text, {
    stems: run.oldStems,
    except: plainOf(subject.value),
    within: plainOf(subject.words),
    most: 3,
  });
  const kindOfThing = known.length > 0 ? undefined : thingIn(record, subject, call);
  const fields = kindOfThing === undefined ? known : [kindOfThing];
  // In what money something is counted is asked together with how much it is.
  return fields.every((field) => field.label === "currency")
    ? undefined
    : draftAbout(subject.words, fields, call.step, subject.sources, run.oldStems);
}

/** The name of what a tool found for something else, called after the tool: the carrier of a parcel, by `carriers_detect`. */
function thingIn(record: JsonObject, { value, words }: Subject, call: ReadCall): Field | undefined {
  const name = record["name"];
  const [noun, ...others] = new Set(toolNouns(call).map(singular));
  if (typeof name !== "string" || noun === undefined || others.length > 0) return undefined;
  const isSame = plainOf(name) === plainOf(value) || ` ${plainOf(words)} `.includes(` ${noun} `) || nameIn(record)?.value !== name.trim();
  const quote = isSame ? undefined : verbatimIn(call.call.result.text, name.trim());
  return quote === undefined ? undefined : { label: noun, value: name.trim(), quotes: [quote] };
}

/** True for a word of a tool that makes up what it tells, so that it is no fact of the thing. */
const isMadeUp = remembered((word) => /^(?:random|fake|mock|dummy|generat\w*|predict\w*|guess\w*|estimat\w*|simulat\w*)$/.test(word));

/** A goal that asks for fields of one thing. */
export function draftAbout(
  words: string,
  fields: readonly Field[],
  step: number,
  sources: ReadonlySet<number>,
  wanted: ReadonlySet<string>,
): GoalDraft {
  const asked = joinAnd(fields.map((field) => field.label));
  const of = fields.every((field) => weather.test(field.label)) ? "in" : "of";
  const evidence = fields.flatMap((field) => field.quotes.map((quote) => ({ step, in: "observation" as const, quote })));
  const be = fields.length === 1 && !isPlural(fields[0]?.label ?? "") ? "is" : "are";
  return {
    questions: [
      `What ${be} the ${asked} ${of} ${words}?`,
      `Can you look up the ${asked} ${of} ${words}?`,
      `I need the ${asked} ${of} ${words}.`,
    ],
    strategy: "prefix",
    prefixEnd: step,
    supports: new Set([...sources, step]),
    claims: fields.map((field) => ({
      text: `The ${field.label} of ${words} ${beOf(field)} ${field.value}.`,
      evidence: field.quotes.map((quote) => ({ step, in: "observation" as const, quote })),
    })),
    closing: { text: answerOf(`${of} ${words}`, fields), evidence },
    answers: fields.map((field) => field.value),
    grounds: { guess: 0.7 + Math.min(0.1, 0.05 * fields.filter((field) => relevance(field.label, wanted) > 0).length) },
  };
}

const weather =
  /^(?:temperature|humidity|wind speed|wind direction|air pressure|visibility|snow depth|precipitation|sunrise time|sunset time|moon phase)$/;

function answerOf(ofWhat: string, fields: readonly Field[]): string {
  const parts = fields.map((field, at) => `the ${field.label}${at === 0 ? ` ${ofWhat}` : ""} ${beOf(field)} ${field.value}`);
  const text = parts.join(", and ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

function beOf({ label }: Field): string {
  return isPlural(label) ? "are" : "is";
}

function isPlural(label: string): boolean {
  return !label.startsWith("number of") && /(?:[^s]s)$/.test(label) && !/(?:species|status|address|genus|headquarters)$/.test(label);
}

const plainArguments =
  /^(?:name|title|city|country|location|place|company|q|query|term|player|team|artist|movie|film|book|author|brand|product|address|destination|topic|person|keyword|search|coin|crypto|cryptocurrency|song|album|band|game|animal|breed|plant|food|dish|recipe|university|school|channel|app)$/;
const codeArguments =
  /^(?:symbol|ticker|vin|asin|isbn|sku|code|zip|zipcode|zip_code|postal_code|postcode|order_id|reservation_id|flight_number|flight|product_id|item_id|user_id|domain|ip|email|url|id)$/;

interface Subject {
  value: string;
  /** As the goal names it. */
  words: string;
  /** Steps that show what else the call was given. */
  sources: ReadonlySet<number>;
}

/** The one thing that a call is about, when the user's goal names it. */
function argumentSubject(call: ReadCall, record: JsonObject, run: RunView): Subject | undefined {
  const all = ownArguments(call);
  const money =
    all.length === 2 ? all.find(({ key, value }) => /^(?:vs_?)?currenc(?:y|ies)$/.test(key) && /^[a-z]{3}$/i.test(value)) : undefined;
  const own = money === undefined ? all : all.filter((entry) => entry !== money);
  const place = placeOf(own);
  const [entry] = place === undefined ? own : [place];
  if (entry === undefined || (own.length !== 1 && place === undefined)) return undefined;
  const { key, value } = entry;
  if (value.length < 2 || value.length > 60 || all.some((one) => !run.goal.includes(one.value.toLowerCase()))) return undefined;
  if (isOfAnother(record, key, own[0]?.value ?? value)) return undefined;
  const called = (): string | undefined => calledByUser(value, run.trajectory.task.goal, call);
  const words = codeArguments.test(key) ? (called() ?? wordsFor(key, value)) : (wordsFor(key, value) ?? called());
  if (words === undefined) return undefined;
  return { value, words: money === undefined ? words : `${words} in ${money.value.toUpperCase()}`, sources: new Set() };
}

/** A town with its state or country: `Graz, Austria`. */
function placeOf(own: readonly OwnArgument[]): OwnArgument | undefined {
  const [town, land] = own;
  if (town === undefined || land === undefined || own.length !== 2) return undefined;
  const both = /^(?:city|town|location|place)$/.test(town.key) && /^(?:country|state|region|province)$/.test(land.key);
  return both ? { key: town.key, value: `${town.value}, ${land.value}` } : undefined;
}

function wordsFor(key: string, value: string): string | undefined {
  if (plainArguments.test(key)) return /^(?:title|movie|film|book)$/.test(key) ? `'${value}'` : value;
  const whose = /^(\p{L}+)_?name$/u.exec(key)?.[1];
  if (whose !== undefined) return people.test(whose) ? value : `the ${whose} ${value}`;
  if (!codeArguments.test(key)) return undefined;
  // The ID of something unnamed is nothing that a person asks of.
  if (key === "id") return /\d/.test(value) ? undefined : value;
  if (/^(?:symbol|ticker|url)$/.test(key)) return value;
  if (/^(?:ip|email|domain)$/.test(key)) return `the ${key === "domain" ? key : `${key === "ip" ? "IP" : key} address`} ${value}`;
  return `${humanize(key).replace(/\b(?:vin|asin|isbn|sku|ip|id|url)\b/g, (word) => word.toUpperCase())} ${value}`;
}

const people = /^(?:player|artist|author|person|actor|team|city|country|company|full|first|last|user|display)$/;

/** The thing that a record names, when all that the call was given stands in its name or was shown together with it before. */
function namedSubject(call: ReadCall, record: JsonObject, run: RunView): Subject | undefined {
  const named = nameIn(record);
  if (named === undefined) return undefined;
  const sources = sourcesOf(call, named.value, run);
  return sources === undefined ? undefined : { ...named, sources };
}

/** Where a record says what it is about. */
export const nameKeys = ["name", "full_name", "fullName", "title"] as const;

/** What a record calls the thing that it is about. */
export function nameIn(record: JsonObject): { value: string; words: string } | undefined {
  for (const key of nameKeys) {
    const value = record[key];
    const name = typeof value === "string" ? value.trim() : "";
    // 60 characters are at most 120 units.
    if (name.length < 2 || name.length > 120 || !isName(name) || /(?:\.\.\.|…|[!?])$/.test(name)) continue;
    if (errorWords.test(name)) return undefined;
    return { value: name, words: key === "title" ? `'${name}'` : name };
  }
  return undefined;
}

/** Two letters side by side somewhere, on one line, without the marks of code and tables. */
function isName(text: string): boolean {
  return plainName.test(text) || /^(?=.*\p{L}{2})[^\n{}<>[\]|]{2,60}$/u.test(text);
}

/** Nearly all names are of these letters, and the classes of Unicode take longer. */
const plainName = /^[A-Za-z]{2}[\w ,.'&:/()-]{0,58}$/;

const errorWords = /\b(?:error|bad request|not found|forbidden|unauthorized|unavailable|invalid|exception)\b/i;

/** Fields that only wrap what was asked for. */
const envelopes = /^(?:data|results?|response|items?|records?|payload|body|output|content|details?|info)$/i;

/**
 * The one record that is about the subject. A list of several is not, and a record within a record is about something else, unless the field that
 * holds it only wraps it or says what the tool gives.
 */
function recordOf(payload: Json, call: ReadCall): JsonObject | undefined {
  const one = Array.isArray(payload) && payload.length === 1 ? payload[0] : payload;
  if (one === undefined || !isObject(one)) return undefined;
  const entries = Object.entries(one);
  const [only, ...others] = entries.filter(([key, value]) => isObject(value) && !tellsOfAnswer(key));
  if (only === undefined || others.length > 0) return one;
  const [key, inner] = only;
  if (!envelopes.test(key) && !saysTool(key, call)) return one;
  const says = entries.some(
    ([name, value]) => (typeof value === "string" || typeof value === "number") && labelOf(name) !== undefined && !isOfCall(name, value),
  );
  return says ? one : recordOf(inner, call);
}

/** True where all words of a key stand in the tool's name. */
function saysTool(key: string, call: ReadCall): boolean {
  return humanize(key)
    .split(" ")
    .every((word) => toolStems(call).has(stem(word)));
}

/** True when the record names what it is about, and that is not the subject: searches return what comes near. */
function isOfAnother(record: JsonObject, argument: string, subject: string): boolean {
  const isCode = /\d/.test(subject) && !/\s/.test(subject) && !plainArguments.test(argument) && !argument.endsWith("name");
  const byCode = isCode || codeArguments.test(argument);
  const told: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (typeof value !== "string" && typeof value !== "number") continue;
    const { name, names } = nameKey(key);
    if (name === argument || (names && !byCode)) told.push(plainOf(String(value)));
  }
  if (told.length > 0 && !told.includes(plainOf(subject))) return true;
  // Forecasts say which of the towns of a name they are for.
  const place = record["location"];
  const town = isObject(place) && typeof place["name"] === "string" ? plainOf(place["name"]) : "";
  return town !== "" && !` ${plainOf(subject)} `.includes(` ${town} `);
}

/** A key in small letters, and whether it is one of a name. */
const nameKey = remembered((key) => {
  const name = key.toLowerCase();
  return { name, names: /^(?:full_?)?name$|^title$|_name$|_title$/.test(name) };
});
