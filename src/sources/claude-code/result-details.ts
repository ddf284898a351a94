import { isObject, type Json, type JsonObject } from "../../base/json.ts";

/** Longer texts are the result over again, or whole files. */
const MAX_TEXT = 200;

/**
 * What `toolUseResult` says of a result beyond its text: numbers, flags and short words (exit status, counts, ids). File contents,
 * patches and texts that the result shows anyway are left out.
 *
 * @param losses that something was left out is added here
 */
export function detailsOf(toolUseResult: Json | undefined, text: string, losses: Set<string>): JsonObject | undefined {
  if (!isObject(toolUseResult)) {
    if (typeof toolUseResult !== "string" || toolUseResult === "" || isShownIn(toolUseResult, text)) return undefined;
    return toolUseResult.length <= MAX_TEXT ? { message: toolUseResult } : leaveOut(losses);
  }
  const details: Array<[string, Json]> = [];
  for (const [key, value] of Object.entries(toolUseResult)) {
    if (value === null || value === "") continue;
    if (typeof value === "string" && isShownIn(value, text)) continue;
    if (typeof value === "object" || (typeof value === "string" && value.length > MAX_TEXT)) leaveOut(losses);
    else details.push([key, value]);
  }
  return details.length === 0 ? undefined : Object.fromEntries(details);
}

function leaveOut(losses: Set<string>): undefined {
  losses.add("long details of tool results (`toolUseResult`: file contents, patches, lists)");
}

/** Long texts are only compared with the beginning: to search for them everywhere could take for ever. */
function isShownIn(value: string, text: string): boolean {
  const bare = value.startsWith("Error: ") ? value.slice("Error: ".length) : value;
  return bare.length > MAX_TEXT ? text.startsWith(bare) : text.includes(bare);
}
