import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { aboutOf } from "./about.ts";
import { noteOthers, placeholder, resultText, unknownPart } from "./content.ts";
import { readOpenAiMessage } from "./read-openai.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one message of OpenTelemetry's GenAI conventions: a role and parts, or an event of the time before (`gen_ai.user.message`,
 * `gen_ai.choice`), which holds an OpenAI message.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`, and those of `readOpenAiMessage`
 */
export function readTelemetryMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  if (!Array.isArray(message["parts"])) {
    readEvent(message, builder, number);
    return;
  }
  const pieces = message["parts"].flatMap((part) => piecesOf(part, builder.losses));
  const about = aboutOf(message, fields);
  switch (message["role"]) {
    case "assistant":
    case "model":
      builder.turn(pieces, about);
      break;
    case "system":
    case "developer":
      builder.system(textOf(pieces), about);
      break;
    case "user":
    case "tool":
      readOthers(pieces, about, builder, message["role"]);
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of message ${number} to be system, user, assistant or tool, got ${JSON.stringify(message["role"])}.`,
      );
  }
}

const fields = new Set(["role", "parts", "timestamp"]);

function readOthers(pieces: readonly Piece[], about: ReturnType<typeof aboutOf>, builder: StepBuilder, role: string): void {
  for (const piece of pieces) if (piece.kind === "result") builder.result({ ...piece, extra: about.extra });
  const said = pieces.filter(({ kind }) => kind !== "result");
  if (said.length === 0 && pieces.length > 0) return;
  if (role === "user") builder.user(textOf(said), about);
  else builder.result({ id: undefined, name: undefined, text: textOf(said), status: "ok", extra: about.extra });
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece))).join("\n");
}

const textFields = new Set(["type", "content", "text"]);
const callFields = new Set(["type", "id", "name", "arguments"]);
const answerFields = new Set(["type", "id", "name", "response", "result", "content"]);

function piecesOf(part: Json, losses: Set<string>): Piece[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  const type = asString(part["type"]) ?? "";
  switch (type) {
    case "text":
    case "reasoning":
    case "thinking":
      return textPiece(part, type === "text" ? "text" : "reasoning", losses);
    case "tool_call":
      return [callOf(part, part["arguments"], losses)];
    case "server_tool_call":
      return [callOf(part, part["server_tool_call"] ?? part["arguments"], losses)];
    case "tool_call_response":
    case "server_tool_call_response":
      noteOthers(part, new Set([...answerFields, type]), losses);
      return [resultOf(part, part["response"] ?? part["result"] ?? part[type] ?? part["content"], losses)];
    case "blob":
    case "uri":
    case "file":
      return [{ kind: "text", text: placeholder(asString(part["modality"]) ?? asString(part["mime_type"]) ?? type, losses) }];
    case "compaction":
      losses.add("history that was compacted");
      return typeof part["content"] === "string" ? [{ kind: "text", text: part["content"] }] : [];
    default:
      return [{ kind: "text", text: unknownPart(part, losses) }];
  }
}

/** Capture of content can be switched off; then there is a part without text. */
function textPiece(part: JsonObject, kind: "text" | "reasoning", losses: Set<string>): Piece[] {
  const content = part["content"] ?? part["text"];
  noteOthers(part, textFields, losses);
  if (content === undefined || content === null) losses.add("texts that were not captured");
  return [{ kind, text: resultText(content, losses) }];
}

function callOf(part: JsonObject, given: Json | undefined, losses: Set<string>): Piece {
  const name = asString(part["name"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A tool_call part has no name.");
  noteOthers(part, new Set([...callFields, "server_tool_call"]), losses);
  return { kind: "call", id: asString(part["id"]), name, ...parseArguments(given) };
}

function resultOf(part: JsonObject, given: Json | undefined, losses: Set<string>): Piece {
  return { kind: "result", id: asString(part["id"]), name: asString(part["name"]), text: resultText(given, losses), status: "ok" };
}

/** An event names its call in `id`, and a choice has its message inside. */
function readEvent(event: JsonObject, builder: StepBuilder, number: number): void {
  const { message: inside, ...around } = event;
  const said: JsonObject = isObject(inside) ? { role: "assistant", ...around, ...inside } : event;
  const { "event.name": kind, ...fieldsOfIt } = said;
  const message: JsonObject = { role: roleOfEvent(asString(kind)), ...fieldsOfIt };
  const { id, ...others } = message;
  const answers = message["role"] === "tool" && typeof id === "string" && message["tool_call_id"] === undefined;
  readOpenAiMessage(answers ? { ...others, tool_call_id: id } : message, number, builder);
}

function roleOfEvent(name: string | undefined): string {
  if (name === "gen_ai.choice") return "assistant";
  return /^gen_ai\.(\w+)\.message$/.exec(name ?? "")?.[1] ?? "";
}
