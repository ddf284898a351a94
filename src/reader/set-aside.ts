import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Head } from "../sources/source.ts";

/** Names that agenther gives its files, with keys that tell them from others of the same name. */
const ownFiles: Record<string, readonly string[]> = {
  "run.json": ["agenther", "config"],
  "journal.jsonl": ["seq", "decision"],
  "quarantine.jsonl": ["code", "rawCut"],
  "summary.json": ["trajectories", "funnel"],
  "dataset_info.json": [],
};

const extensions: ReadonlyArray<[names: RegExp, reason: string]> = [
  [/\.(?:png|jpe?g|gif|webp|svg|bmp|ico|mp4|webm|pdf)$/i, "an image or a video"],
  [/\.(?:md|markdown|rst)$/i, "a text for people"],
  [/^(?:readme|licen[cs]e|changelog|notice)(?:\.txt)?$/i, "a text for people"],
  [/\.(?:py|js|ts|sh|css|ya?ml|toml|ini|lock)$/i, "program text or settings"],
];

/**
 * Recognises a file that agenther wrote, which must not be taken for input even where a format would know it.
 *
 * @returns why it is set aside, or undefined
 */
export function ownFileReason(head: Head): string | undefined {
  // A conversion puts its quarantine beside its file, and names it after that.
  const keys = ownFiles[baseName(head.path).replace(/^.*\.quarantine\.jsonl$/, "quarantine.jsonl")];
  const first = head.values[0];
  if (keys === undefined || !isObject(first) || !keys.every((key) => key in first)) return undefined;
  return "written by agenther itself";
}

/**
 * Recognises files that lie beside trajectories and are none: tool definitions, task configurations, images, texts. Asked only about files
 * that no format knows.
 *
 * @returns why it is set aside, or undefined
 */
export function bystanderReason(head: Head): string | undefined {
  const values = elementsOf(head);
  if (values.length > 0 && values.every(isToolDefinition)) return "tool definitions: pass it with --tools";
  if (values.length > 0 && values.every(isTaskConfiguration)) return "task configurations of WebArena, not runs";
  const name = baseName(head.path);
  return extensions.find(([names]) => names.test(name))?.[1];
}

/** The values, or of one that holds a list of tools the list. */
function elementsOf(head: Head): Json[] {
  const [only] = head.values;
  if (head.values.length !== 1 || !isObject(only)) return head.values;
  const list = only["tools"] ?? only["functions"];
  return Array.isArray(list) && Object.keys(only).length === 1 ? list : head.values;
}

function isToolDefinition(value: Json): boolean {
  if (!isObject(value)) return false;
  const tool: JsonObject = isObject(value["function"]) ? value["function"] : value;
  if (typeof tool["name"] !== "string" || "messages" in value || "role" in value) return false;
  return value["type"] === "function" || isObject(tool["parameters"]) || isObject(tool["input_schema"]);
}

function isTaskConfiguration(value: Json): boolean {
  return isObject(value) && typeof value["intent"] === "string" && "eval" in value && ("sites" in value || "start_url" in value);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
