import { asString, isObject, type Json } from "../../../base/json.ts";
import { placeholder, unknownPart } from "./content.ts";

/**
 * A system prompt as providers write it beside the messages: text, a list of text parts (`text` or OpenTelemetry's `content`), or
 * Gemini's content with `parts`. Several parts are joined by a blank line.
 *
 * @param losses what is lost is added here
 * @returns empty text when there is none
 */
export function systemText(value: Json | undefined, losses: Set<string>): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value
      .map((part) => systemText(part, losses))
      .filter((text) => text !== "")
      .join("\n\n");
  if (!isObject(value)) return unknownPart(value, losses);
  const text = asString(value["text"]) ?? asString(value["content"]);
  if (text !== undefined) return text;
  const inner = value["parts"] ?? value["content"];
  if (Array.isArray(inner)) return systemText(inner, losses);
  const type = asString(value["type"]) ?? "";
  return /image|file|document/.test(type) ? placeholder(type, losses) : unknownPart(value, losses);
}
