import type { JsonObject } from "../../../base/json.ts";
import type { GoalDraft } from "../goal-draft.ts";
import { plainOf } from "../goals/named-call.ts";
import { draftAbout, nameIn, nameKeys } from "../goals/record.ts";
import type { Listed } from "./listed.ts";

/** What is listed of a thing that the call or the user's goal names. */
export function named(listed: Listed): GoalDraft | undefined {
  const { own, listing, call, run } = listed;
  const [only] = own;
  if (own.length > 1) return undefined;
  const wanted = only === undefined ? run.plainGoal() : plainOf(only.value);
  // Small letters and blanks for punctuation make a name at most twice as long.
  const least = only === undefined ? 0 : wanted.length / 2;
  for (const item of listing.items) {
    const name = hasLong(item, least) ? nameIn(item) : undefined;
    if (name === undefined || name.value.length < least) continue;
    const isMeant = only === undefined ? stands(name.value, wanted) : isSame(name.value, wanted);
    if (!isMeant || listing.items.filter((other) => nameIn(other)?.value === name.value).length > 1) continue;
    const fields = listed.fieldsOf(item, name.value, 3);
    if (fields.length > 0) return draftAbout(name.words, fields, call.step, new Set(), run.oldStems);
  }
  return undefined;
}

/** True for a name that stands in a plain text. */
function stands(name: string, plain: string): boolean {
  const own = plainOf(name);
  return own.length > 3 && plain.includes(` ${own} `);
}

/** True for a name that is a plain text but for capitals and punctuation. */
function isSame(name: string, plain: string): boolean {
  // Nearly all names begin with a letter of ASCII, and nearly all with another one.
  const first = /^[a-z0-9]/i.exec(name)?.[0].toLowerCase();
  return (first === undefined || plain.startsWith(first)) && plainOf(name) === plain;
}

/** True where something that may be a thing's name is as long: seen before it is read as one. */
function hasLong(item: JsonObject, least: number): boolean {
  for (const key of nameKeys) {
    const value = item[key];
    if (typeof value === "string" && value.length >= least) return true;
  }
  return false;
}
