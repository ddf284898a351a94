import { isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { itemClass } from "./item-class.ts";

/**
 * True when the record writes the arguments of its actions as code: every text among them is a literal, `"shelf 1"` in quotes or a number. One
 * that is not means that quotes are part of what was said.
 */
export function writesLiterals(content: readonly Json[]): boolean {
  let quoted = 0;
  for (const item of content) {
    if (itemClass(item) !== "api_action" || !isObject(item) || !isObject(item["kwargs"])) continue;
    for (const value of Object.values(item["kwargs"])) {
      if (typeof value !== "string") continue;
      const parsed = tryParseJson(value);
      if (!parsed.ok || parsed.value === null || typeof parsed.value === "object") return false;
      if (typeof parsed.value === "string") quoted += 1;
    }
  }
  return quoted > 0;
}

/** The arguments, with what their texts say as code in place of the code. */
export function literalsIn(given: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const parsed = typeof value === "string" ? tryParseJson(value) : undefined;
      return [name, parsed?.ok === true ? parsed.value : value];
    }),
  );
}
