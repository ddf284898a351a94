import type { Json, JsonObject } from "../../../base/json.ts";
import { fieldsBesides } from "../fields-besides.ts";

/** When something was said, and what the record says of it beyond the fields that a step has. */
export interface About {
  at?: string;
  extra?: JsonObject;
}

/**
 * The time of a message and its fields that have no place of their own.
 *
 * @param known fields that are read elsewhere; `timestamp` is among them where it is read here
 */
export function aboutOf(message: JsonObject, known: ReadonlySet<string>): About {
  const at = message["timestamp"] ?? undefined;
  const others = fieldsBesides(message, known);
  const extra = at === undefined || isTime(at) ? others : { ...others, timestamp: at };
  return { ...(isTime(at) ? { at } : {}), ...(extra === undefined ? {} : { extra }) };
}

function isTime(value: Json | undefined): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:/.test(value);
}
