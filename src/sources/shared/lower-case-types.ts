import { isObject, type Json, type JsonObject } from "../../base/json.ts";

/**
 * A schema with the types that Gemini writes in capitals (`OBJECT`, `STRING`) as JSON Schema has them. The schema itself when there are
 * none.
 */
export function lowerCaseTypes(schema: JsonObject): JsonObject {
  if (!hasCapitals(schema)) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, lowered(key, value)]));
}

const capitals = /^(OBJECT|STRING|NUMBER|INTEGER|BOOLEAN|ARRAY|NULL)$/;

function hasCapitals(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasCapitals);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, member]) => (key === "type" && isCapital(member)) || hasCapitals(member));
}

function isCapital(value: Json): value is string {
  return typeof value === "string" && capitals.test(value);
}

function lowered(key: string, value: Json): Json {
  if (key === "type" && isCapital(value)) return value.toLowerCase();
  if (Array.isArray(value)) return value.map((member) => lowered("", member));
  return isObject(value) ? lowerCaseTypes(value) : value;
}
