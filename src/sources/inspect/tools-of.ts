import { isObject, type JsonObject } from "../../base/json.ts";
import type { ToolDefinition } from "../../trajectory/trajectory.ts";
import { readTools } from "../shared/read-tools.ts";
import { modelEvents } from "./messages-of.ts";

/** The tools that were offered to the model in its first call that offered any. A log names them nowhere else. */
export function toolsOf(sample: JsonObject, losses: Set<string>): ToolDefinition[] {
  for (const { tools } of modelEvents(sample)) {
    if (!Array.isArray(tools) || tools.length === 0) continue;
    // A definition of Inspect has `options` and the type of its parameters beside what providers know.
    return readTools(tools.filter(isObject), losses);
  }
  return [];
}
