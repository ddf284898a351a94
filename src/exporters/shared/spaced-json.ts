import { isObject, type Json } from "../../base/json.ts";

/**
 * JSON with a space after each comma and colon, as chat templates and agent templates (all written in Python) render calls. Text that stands in for
 * what a template renders has to look the same, or the model learns two spellings of one thing.
 */
export function spacedJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spacedJson(member)}`);
  return `{${members.join(", ")}}`;
}
