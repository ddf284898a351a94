import { remembered } from "../../../base/remembered.ts";
import { SideTable } from "../../../base/side-table.ts";
import { verbatimIn } from "../../../evidence/payload.ts";
import { callKey, type ReadCall } from "../../../evidence/reading.ts";
import { humanize, stem } from "../../../evidence/words.ts";
import type { Call } from "../../../trajectory/trajectory.ts";
import type { RunView } from "../goal-draft.ts";

/** An argument that says what a call is about, both as text. */
export interface OwnArgument {
  key: string;
  value: string;
}

const given = new SideTable<Call, readonly OwnArgument[]>();

/** Arguments that say how much is shown and in which form, not of what. */
const sideArguments =
  /^(?:limit|page|per_?page|page_?number|page_?size|num_?results|count|lang|language|locale|units?|format|offset|size|sort|order|output_?language|autocorrect|cursor|include.*)$/i;

/** What a call was given, without what only shapes its answer and what was left empty. */
export function ownArguments({ call }: ReadCall): readonly OwnArgument[] {
  let own = given.get(call);
  if (own === undefined) given.set(call, (own = ownIn(call)));
  return own;
}

function ownIn(call: Call): OwnArgument[] {
  const own: OwnArgument[] = [];
  for (const [key, raw] of Object.entries(call.arguments)) {
    if (typeof raw === "object" && raw !== null) {
      own.push({ key, value: JSON.stringify(raw) });
      continue;
    }
    const value = typeof raw === "string" || typeof raw === "number" ? String(raw).trim() : "";
    const name = value === "" ? undefined : ownKey(key);
    if (name !== undefined) own.push({ key: name, value });
  }
  return own;
}

/** An argument's name as rules know it; undefined for one that only shapes the answer. */
const ownKey = remembered((key) => (sideArguments.test(key) ? undefined : key.toLowerCase().replace(/^is_/, "")));

/**
 * Steps before a call that show where its arguments come from: each must stand in an observation that also names the thing that the call is about.
 *
 * @param name what the goal will call that thing
 * @returns undefined when an argument comes from nowhere: then the call is a guess, and a goal that names the thing does not explain it
 */
export function sourcesOf(call: ReadCall, name: string, run: RunView): Set<number> | undefined {
  const steps = new Set<number>();
  const own = ownArguments(call);
  // That a number stands in a name leads nobody from the name to it, unless the rest of the name is asked for too.
  const isTold = own.some(({ value }) => /\p{L}/u.test(value) && holds(name, value));
  for (const { key, value } of own) {
    if (
      (holds(name, value) && (isTold || plainOf(name) === plainOf(value))) ||
      (own.length > 1 && /^(?:country|region|market|currency)$/.test(key))
    )
      continue;
    const source = run.untouched.find(
      (other) => other.step < call.step && other.kind === "content" && shows(other, value) && shows(other, name),
    );
    if (source === undefined || callKey(source.call) === callKey(call.call)) return undefined;
    steps.add(source.step);
  }
  return steps;
}

function holds(goal: string, value: string): boolean {
  return ` ${plainOf(goal)} `.includes(` ${plainOf(value)} `);
}

function shows({ call }: ReadCall, value: string): boolean {
  const form = verbatimIn(call.result.text, value);
  if (form === undefined) return false;
  return (
    value.length > 2 ||
    new RegExp(`(?<![\\p{L}\\p{N}.])${form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}.])`, "u").test(call.result.text)
  );
}

/** A text without punctuation and in small letters, for comparing names. */
export function plainOf(text: string): string {
  const lower = text.toLowerCase();
  // The classes of Unicode take three times as long.
  return lower.replace(isAscii.test(lower) ? betweenAscii : between, " ").trim();
}

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const isAscii = /^[\u0000-\u007f]*$/;
const betweenAscii = /[^a-z0-9]+/g;
const between = /[^\p{L}\p{N}]+/gu;

/** Words of the tool's name, without the tool pack that ToolBench appends (`list_of_cocktails_for_the_cocktail_db`). */
export function toolWords({ call }: ReadCall): readonly string[] {
  return wordsOfTool(call.name);
}

/** Their stems. */
export function toolStems({ call }: ReadCall): ReadonlySet<string> {
  return stemsOfTool(call.name);
}

const wordsOfTool = remembered((name): readonly string[] => humanize(name.replace(/_for_(?=\w+$).*$/, "")).split(" "));
const stemsOfTool = remembered((name): ReadonlySet<string> => new Set(wordsOfTool(name).map(stem)));
