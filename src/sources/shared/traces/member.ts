import type { Json, JsonObject } from "../../../base/json.ts";

/**
 * A member of an object, whose name is written in camel case (`traceId`) or in snake case (`trace_id`), as the same program's APIs and
 * exports do.
 */
export function member(holder: JsonObject, name: string): Json | undefined {
  return holder[name] ?? holder[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}
