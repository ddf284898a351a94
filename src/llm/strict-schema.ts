import { isObject, type Json } from "../base/json.ts";

/**
 * True when OpenAI's strict mode takes a JSON Schema: every object lists all of its properties as required and allows no others. (Optional ones are
 * written as required with `null` among their types.)
 */
export function isStrictSchema(schema: Json): boolean {
  if (Array.isArray(schema)) return schema.every(isStrictSchema);
  if (!isObject(schema)) return true;
  const properties = schema["properties"];
  if (isObject(properties)) {
    const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
    if (schema["additionalProperties"] !== false || Object.keys(properties).some((name) => !required.has(name))) return false;
    if (!Object.values(properties).every(isStrictSchema)) return false;
  } else if (schema["type"] === "object") return false;
  return Object.entries(schema).every(([key, value]) => key === "properties" || key === "enum" || key === "const" || isStrictSchema(value));
}
