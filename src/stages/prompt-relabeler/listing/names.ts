import type { JsonObject } from "../../../base/json.ts";

/** What a listed thing is called, also where that is a whole sentence, and whether by a title or a name. */
export function nameOrTitle(item: JsonObject): { value: string; label: string } | undefined {
  for (const key of ["title", "name"]) {
    const value = item[key];
    if (typeof value === "string" && value.length <= 220 && /\p{L}{2}/u.test(value) && !/[\n{}<>]|\.\.\.$|…$/.test(value))
      return { value: value.trim(), label: key };
  }
  return undefined;
}

/** A name in quotation marks, unless it has some of its own. */
export function quoted(name: string): string {
  return name.includes('"') ? name : `"${name}"`;
}
