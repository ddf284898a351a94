import { isObject, type Json } from "../base/json.ts";
import type { ParquetColumn, ParquetType } from "../exporters/exporter.ts";
import type { RowTable } from "./row-table.ts";

/** Keys whose objects have keys of their own in every row; as a struct each row would get all keys of all rows. Written as JSON. */
const freeForm = new Set(["arguments", "parameters", "input_schema", "args", "input"]);

/** What is known of a value's type: null while only nulls and empty lists were seen. */
type Seen = ParquetType | null;

/**
 * Columns for rows that were written as JSON: scalars as they are, lists of messages as lists of structs with every key that a message has.
 * Free-form objects, and values of several types, are strings of JSON. Columns stand in the order in which they are met.
 */
export function inferColumns(table: RowTable): ParquetColumn[] {
  const columns = new Map<string, Seen>();
  for (let number = 0; number < table.length; number++) {
    const row: Json = JSON.parse(table.bytesOf(number, number).toString());
    if (!isObject(row)) continue;
    for (const [name, value] of Object.entries(row)) columns.set(name, joined(columns.get(name) ?? null, seenIn(value, name)));
  }
  return [...columns].map(([name, seen]) => ({ name, type: seen ?? "string" }));
}

function seenIn(value: Json, key: string): Seen {
  if (value === null) return null;
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "double";
  if (Array.isArray(value)) {
    const inner = value.reduce((seen: Seen, element) => joined(seen, seenIn(element, key)), null);
    return inner === null ? null : { list: inner };
  }
  if (freeForm.has(key)) return "string";
  const members = Object.entries(value).flatMap(([name, member]): [string, ParquetType][] => {
    const seen = seenIn(member, name);
    return seen === null ? [] : [[name, seen]];
  });
  return members.length === 0 ? null : { struct: Object.fromEntries(members) };
}

/** The type that holds values of both; a string of JSON where nothing else does. */
function joined(one: Seen, other: Seen): Seen {
  if (one === null || other === null) return one ?? other;
  if (typeof one === "string" || typeof other === "string") return one === other ? one : "string";
  if ("list" in one && "list" in other) return { list: joined(one.list, other.list) ?? "string" };
  if ("struct" in one && "struct" in other) {
    const names = [...new Set([...Object.keys(one.struct), ...Object.keys(other.struct)])];
    return {
      struct: Object.fromEntries(names.map((name) => [name, joined(one.struct[name] ?? null, other.struct[name] ?? null) ?? "string"])),
    };
  }
  return "string";
}
