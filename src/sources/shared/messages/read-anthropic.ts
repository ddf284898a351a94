import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { aboutOf } from "./about.ts";
import { noteOthers, placeholder, resultText, unknownPart } from "./content.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one message of Anthropic's API. Results stand in the user's messages; text beside them is the user's.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readAnthropicMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  const pieces = readAnthropicPieces(message["content"], builder.losses);
  switch (message["role"]) {
    case "assistant":
      builder.turn(pieces, { model: asString(message["model"]), ...aboutOf(message, turnFields) });
      break;
    case "system":
    case "developer":
      builder.system(textOf(pieces), aboutOf(message, plainFields));
      break;
    case "user":
    case "tool":
      readUserSide(message, pieces, builder);
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of message ${number} to be user, assistant or system, got ${JSON.stringify(message["role"])}.`,
      );
  }
}

/**
 * The content of an Anthropic message, block by block.
 *
 * @param losses what is lost is added here
 * @throws RecordError `bad_call`
 */
export function readAnthropicPieces(content: Json | undefined, losses: Set<string>): Piece[] {
  return blocksOf(content).flatMap((block) => piecesOf(block, losses));
}

const plainFields = new Set(["role", "content", "timestamp"]);
const turnFields = new Set([...plainFields, "model", "type"]);

/** Results and what the user says, each in its place. */
function readUserSide(message: JsonObject, pieces: readonly Piece[], builder: StepBuilder): void {
  let about = aboutOf(message, plainFields);
  let said: Piece[] = [];
  const say = (): void => {
    if (said.length === 0) return;
    builder.user(textOf(said), about);
    said = [];
    about = {};
  };
  for (const piece of pieces) {
    if (piece.kind !== "result") {
      said.push(piece);
      continue;
    }
    say();
    builder.result({ ...piece, extra: piece.extra ?? about.extra });
    about = {};
  }
  if (pieces.length === 0) builder.user("", about);
  say();
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece))).join("\n");
}

function blocksOf(content: Json | undefined): readonly Json[] {
  if (Array.isArray(content)) return content;
  return content === undefined || content === null || content === "" ? [] : [content];
}

const textFields = new Set(["type", "text"]);
const thinkingFields = new Set(["type", "thinking"]);
const callFields = new Set(["type", "id", "name", "input"]);
const resultFields = new Set(["type", "tool_use_id", "content", "is_error"]);
const besidesError = new Set(["type", "tool_use_id", "content"]);

/** One block of a message's content. */
function piecesOf(block: Json, losses: Set<string>): Piece[] {
  if (typeof block === "string") return [{ kind: "text", text: block }];
  if (!isObject(block)) return [{ kind: "text", text: unknownPart(block, losses) }];
  const type = asString(block["type"]) ?? "";
  if (type === "text" || (type === "" && typeof block["text"] === "string")) {
    noteOthers(block, textFields, losses);
    return [{ kind: "text", text: resultText(block["text"], losses) }];
  }
  if (type === "thinking") {
    noteOthers(block, thinkingFields, losses);
    return [{ kind: "reasoning", text: resultText(block["thinking"], losses) }];
  }
  if (type === "redacted_thinking") {
    losses.add("reasoning that is encrypted");
    return [];
  }
  if (/^(server_|mcp_)?tool_use$/.test(type)) return [callOf(block, losses)];
  if (type.endsWith("tool_result")) return [resultOf(block, losses)];
  if (type === "image" || type === "document") return [{ kind: "text", text: mediaOf(block, type, losses) }];
  return [{ kind: "text", text: unknownPart(block, losses) }];
}

function callOf(block: JsonObject, losses: Set<string>): Piece {
  const name = asString(block["name"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A tool_use block has no name.");
  noteOthers(block, callFields, losses);
  return { kind: "call", id: asString(block["id"]), name, ...parseArguments(block["input"]) };
}

function resultOf(block: JsonObject, losses: Set<string>): Piece {
  const content = block["content"];
  // Server tools say that they failed by the type of what they give back.
  const failed = isObject(content) && (asString(content["type"]) ?? "").endsWith("_error");
  noteOthers(block, typeof block["is_error"] === "boolean" ? resultFields : besidesError, losses);
  return {
    kind: "result",
    id: asString(block["tool_use_id"]),
    name: undefined,
    text: resultText(content, losses),
    status: failed || block["is_error"] === true ? "error" : "ok",
  };
}

/** A document can be plain text, which stays. */
function mediaOf(block: JsonObject, type: string, losses: Set<string>): string {
  const source = block["source"];
  if (isObject(source) && source["type"] === "text" && typeof source["data"] === "string") return source["data"];
  return placeholder(type, losses);
}
