import { isUtf8 } from "node:buffer";
import type { ParquetParsers } from "hyparquet";
import { tryParseJson } from "../../base/json.ts";

export const parquetParsers: Partial<ParquetParsers> = {
  // A column of the type JSON holds values. One of text that happens to be JSON holds text, and comes by another way.
  jsonFromBytes(bytes: Uint8Array | undefined): unknown {
    const text = textOfBytes(bytes);
    const parsed = text === undefined ? undefined : tryParseJson(text);
    return parsed?.ok === true ? parsed.value : text;
  },
  // A form of its own for places on a map; nothing that a trajectory needs.
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
};

/** A row as one line of JSON. */
export function rowToJson(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(row, replace);
}

/** For what JSON has no form for. Dates come here as text already, by their own `toJSON`. */
function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return isUtf8(value) ? textOfBytes(value) : { base64: Buffer.from(value).toString("base64") };
  // Lists of numbers come as arrays of the machine's own types, which JSON would write as objects.
  if (ArrayBuffer.isView(value)) return Object.values(value);
  return value;
}

function textOfBytes(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
