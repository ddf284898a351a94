import { asString, isObject, type Json } from "../../base/json.ts";
import type { ToolDefinition } from "../../trajectory/trajectory.ts";
import { readTools } from "../shared/read-tools.ts";

/**
 * The tools of a domain, where the results hold them: by name, or in a list; as OpenAI writes them, or as `{name, doc, params}`.
 *
 * @param losses what is lost is added here
 */
export function toolsOf(value: Json | undefined, losses: Set<string>): ToolDefinition[] {
  const entries = isObject(value) ? Object.entries(value) : Array.isArray(value) ? value.map((tool) => ["", tool] as const) : [];
  return readTools(
    entries.map(([name, tool]) => {
      if (!isObject(tool) || isObject(tool["function"])) return tool;
      return {
        name: asString(tool["name"]) ?? name,
        description: asString(tool["description"]) ?? asString(tool["doc"]) ?? null,
        parameters: tool["parameters"] ?? tool["params"] ?? null,
      };
    }),
    losses,
  );
}
