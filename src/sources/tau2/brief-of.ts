import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";

const parts: readonly (readonly [field: string, title: string])[] = [
  ["reason_for_call", "Reason for call"],
  ["known_info", "Known info"],
  ["unknown_info", "Unknown info"],
  ["task_instructions", "Task instructions"],
];

/** What the simulated user was told to want: the instructions of a task's scenario, one text or several under headings. Empty when there are none. */
export function briefOf(task: JsonObject): string {
  const scenario = isObject(task["user_scenario"]) ? task["user_scenario"] : {};
  return textOf(scenario["instructions"]).trim();
}

function textOf(instructions: Json | undefined): string {
  if (!isObject(instructions)) return asString(instructions) ?? "";
  const lines: string[] = [];
  for (const [field, title] of parts) {
    const text = asString(instructions[field])?.trim() ?? "";
    if (text !== "") lines.push(`${title}: ${text}`);
  }
  return lines.join("\n");
}
