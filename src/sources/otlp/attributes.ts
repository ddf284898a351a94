import { asString, isObject, type Json } from "../../base/json.ts";
import type { Attributes } from "../shared/traces/attributes.ts";

/** A list of keys and typed values as a map. What is no pair of key and value is left out. */
export function attributesOf(list: Json | undefined): Attributes {
  const attributes = new Map<string, Json>();
  for (const pair of Array.isArray(list) ? list : []) {
    const key = isObject(pair) ? asString(pair["key"]) : undefined;
    if (isObject(pair) && key !== undefined) attributes.set(key, anyValue(pair["value"]));
  }
  return attributes;
}

/**
 * A value of OTLP's typed union. 64-bit integers are text in OTLP's JSON; they become numbers as far as these are exact. An empty union is
 * null, and so is one nested deeper than any log has. Programs that write field names as protobuf does are read too (`string_value`).
 */
export function anyValue(value: Json | undefined, depth = 0): Json {
  if (!isObject(value) || depth > 100) return null;
  // Most values are texts.
  if (typeof value["stringValue"] === "string") return value["stringValue"];
  const [[kind, inner] = ["", null]] = Object.entries(value);
  switch (kind.replaceAll("_", "").toLowerCase()) {
    case "stringvalue":
    case "boolvalue":
    case "doublevalue":
    case "bytesvalue":
      return inner;
    case "intvalue":
      return integer(inner);
    case "arrayvalue":
      return listIn(inner).map((entry) => anyValue(entry, depth + 1));
    case "kvlistvalue":
      return Object.fromEntries(
        listIn(inner).flatMap((pair): [string, Json][] => {
          const key = isObject(pair) ? asString(pair["key"]) : undefined;
          return isObject(pair) && key !== undefined ? [[key, anyValue(pair["value"], depth + 1)]] : [];
        }),
      );
    default:
      return null;
  }
}

function integer(value: Json): Json {
  if (typeof value !== "string" || !/^-?\d{1,19}$/.test(value)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function listIn(value: Json): readonly Json[] {
  const list = isObject(value) ? value["values"] : value;
  return Array.isArray(list) ? list : [];
}
