import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";

const PREFIX = "attachment://";

/**
 * The sample with the texts in place that it keeps under `attachments` and refers to as `attachment://<hash>`. What a text that was put in
 * refers to is text, and stays.
 *
 * @param losses a reference that leads nowhere is listed here and stays
 */
export function resolveAttachments(sample: JsonObject, losses: Set<string>): JsonObject {
  const attachments = isObject(sample["attachments"]) ? sample["attachments"] : {};
  const resolved: JsonObject = {};
  for (const [key, value] of Object.entries(sample)) {
    resolved[key] = key === "attachments" ? value : resolve(value, attachments, losses);
  }
  return resolved;
}

function resolve(value: Json, attachments: JsonObject, losses: Set<string>): Json {
  if (typeof value === "string") return value.startsWith(PREFIX) ? resolveText(value, attachments, losses) : value;
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, attachments, losses));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolve(entry, attachments, losses)]));
}

function resolveText(text: string, attachments: JsonObject, losses: Set<string>): string {
  const name = text.slice(PREFIX.length);
  const found = Object.hasOwn(attachments, name) ? asString(attachments[name]) : undefined;
  if (found === undefined) losses.add("texts that the sample refers to as attachments and does not hold");
  return found ?? text;
}
