import { isObject, type Json, type JsonObject } from "../../../base/json.ts";

/** Longer texts are the result over again, or whole files. */
const MAX_TEXT = 200;

/**
 * What a session file notes about a result beyond its text: numbers, flags and short words (exit status, counts, ids). File contents,
 * patches and texts that the result shows anyway are left out.
 *
 * @param field name of the field, for the losses
 * @param losses that something was left out is added here
 */
export function detailsOf(noted: Json | undefined, field: string, text: string, losses: Set<string>): JsonObject | undefined {
  if (!isObject(noted)) {
    if (typeof noted !== "string" || noted === "" || isShownIn(noted, text)) return undefined;
    return noted.length <= MAX_TEXT ? { message: noted } : leaveOut(field, losses);
  }
  const details: Array<[string, Json]> = [];
  for (const [key, value] of Object.entries(noted)) {
    if (value === null || value === "") continue;
    if (typeof value === "string" && isShownIn(value, text)) continue;
    if (typeof value === "object" || (typeof value === "string" && value.length > MAX_TEXT)) leaveOut(field, losses);
    else details.push([key, value]);
  }
  return details.length === 0 ? undefined : Object.fromEntries(details);
}

function leaveOut(field: string, losses: Set<string>): undefined {
  losses.add(`long details of tool results (\`${field}\`: file contents, patches, lists)`);
}

/** Long texts are only compared with the beginning: to search for them everywhere could take for ever. */
function isShownIn(value: string, text: string): boolean {
  const bare = value.startsWith("Error: ") ? value.slice("Error: ".length) : value;
  return bare.length > MAX_TEXT ? text.startsWith(bare) : text.includes(bare);
}
