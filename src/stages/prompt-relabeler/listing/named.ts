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
  const wanted = only === undefined ? listed.askedFor : plainOf(only.value);
  // Small letters and blanks for punctuation make a name at most twice as long.
  const least = only === undefined ? 0 : wanted.length / 2;
  for (const item of listing.items) {
    const name = hasLong(item, least) ? nameIn(item) : undefined;
    if (name === undefined || name.value.length < least) continue;
    const plain = plainOf(name.value);
    const isMeant = only === undefined ? plain.length > 3 && wanted.includes(` ${plain} `) : wanted === plain;
    if (!isMeant || listing.items.filter((other) => nameIn(other)?.value === name.value).length > 1) continue;
    const fields = listed.fieldsOf(item, name.value, 3);
    if (fields.length > 0) return draftAbout(name.words, fields, call.step, new Set(), run.oldStems);
  }
  return undefined;
}

/** True where something that may be a thing's name is as long: seen before it is read as one. */
function hasLong(item: JsonObject, least: number): boolean {
  for (const key of nameKeys) {
    const value = item[key];
    if (typeof value === "string" && value.length >= least) return true;
  }
  return false;
}
