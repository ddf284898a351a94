import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { splitThinking } from "../split-thinking.ts";
import { aboutOf } from "./about.ts";
import { noteOthers, placeholder, resultText, unknownPart } from "./content.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one of the AI SDK's model messages, or one part of a step's `content` or `toolCalls` that stands in no message. `input` and
 * `output` are `args` and `result` in version 4.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readAiSdkMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  const role = message["role"];
  if (role === undefined) {
    readLoosePart(message, builder);
    return;
  }
  const pieces = aiSdkPieces(message["content"], builder.losses);
  switch (role) {
    case "assistant":
      builder.turn(pieces, aboutOf(message, fields));
      break;
    case "system":
    case "developer":
      builder.system(textOf(pieces), aboutOf(message, fields));
      break;
    case "user":
      builder.user(textOf(pieces), aboutOf(message, fields));
      break;
    case "tool":
      for (const piece of pieces) {
        if (piece.kind === "result") builder.result({ ...piece, extra: piece.extra ?? aboutOf(message, fields).extra });
        else if ("text" in piece) builder.environment(piece.text, aboutOf(message, fields));
      }
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of message ${number} to be system, user, assistant or tool, got ${JSON.stringify(role)}.`,
      );
  }
}

const fields = new Set(["role", "content", "timestamp"]);

function readLoosePart(part: JsonObject, builder: StepBuilder): void {
  const pieces = aiSdkPieces([part], builder.losses);
  const [first] = pieces;
  // A result ends the turn, but for a tool that the provider ran in the middle of it.
  if (first?.kind === "result" && part["providerExecuted"] !== true) builder.result(first);
  else builder.item(pieces, {});
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece))).join("\n");
}

/** The parts of a message or of a step's result. */
export function aiSdkPieces(content: Json | undefined, losses: Set<string>): Piece[] {
  if (typeof content === "string") return splitThinking(content);
  if (!Array.isArray(content)) return content === undefined || content === null ? [] : [{ kind: "text", text: JSON.stringify(content) }];
  return content.flatMap((part) => pieceOf(part, losses));
}

const textFields = new Set(["type", "text"]);
const callFields = new Set(["type", "toolCallId", "toolName", "input", "args", "providerExecuted"]);
const resultFields = new Set([
  "type",
  "toolCallId",
  "toolName",
  "input",
  "args",
  "output",
  "result",
  "isError",
  "error",
  "providerExecuted",
]);

const besidesError = new Set([...resultFields].filter((name) => name !== "isError"));

function pieceOf(part: Json, losses: Set<string>): Piece[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  const given = asString(part["type"]);
  const type = given ?? ("toolCallId" in part ? ("result" in part || "output" in part ? "tool-result" : "tool-call") : "");
  switch (type) {
    case "text":
    case "reasoning":
      noteOthers(part, textFields, losses);
      return [{ kind: type, text: resultText(part["text"], losses) }];
    case "redacted-reasoning":
      losses.add("reasoning that is encrypted");
      return [];
    case "tool-call":
      return callOf(part, losses);
    case "tool-result":
    case "tool-error":
      return resultOf(part, type, losses);
    case "image":
    case "file":
    case "reasoning-file":
      return [{ kind: "text", text: placeholder(asString(part["mediaType"]) ?? asString(part["mimeType"]) ?? type, losses) }];
    case "source":
      losses.add("sources that an answer names");
      return [];
    case "tool-approval-request":
    case "tool-approval-response":
      losses.add("approvals of tool calls");
      return [];
    default:
      return [{ kind: "text", text: unknownPart(part, losses) }];
  }
}

function callOf(part: JsonObject, losses: Set<string>): Piece[] {
  const name = asString(part["toolName"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A tool-call part has no toolName.");
  noteOthers(part, callFields, losses);
  return [{ kind: "call", id: asString(part["toolCallId"]), name, ...parseArguments(part["input"] ?? part["args"]) }];
}

function resultOf(part: JsonObject, type: string, losses: Set<string>): Piece[] {
  noteOthers(part, typeof part["isError"] === "boolean" ? resultFields : besidesError, losses);
  const given = part["output"] ?? part["result"];
  const read =
    type === "tool-error" ? { text: errorText(part["error"] ?? given, losses), status: "error" as const } : aiSdkOutput(given, losses);
  const status = part["isError"] === true ? "error" : read.status;
  return [{ kind: "result", id: asString(part["toolCallId"]), name: asString(part["toolName"]), text: read.text, status }];
}

/** Version 5 wraps what a tool gave in `{type, value}`; version 4 and step results have it as it is. */
function aiSdkOutput(output: Json | undefined, losses: Set<string>): { text: string; status: "ok" | "error" } {
  const type = isObject(output) ? asString(output["type"]) : undefined;
  if (!isObject(output)) return { text: resultText(output, losses), status: "ok" };
  switch (type) {
    case "text":
    case "json":
    case "content":
      if (!("value" in output)) break;
      return { text: typeof output["value"] === "string" ? output["value"] : resultText(output["value"], losses), status: "ok" };
    case "error-text":
    case "error-json":
      return { text: resultText(output["value"], losses), status: "error" };
    case "execution-denied":
      return { text: asString(output["reason"]) ?? "Tool execution denied.", status: "error" };
    default:
  }
  return { text: resultText(output, losses), status: "ok" };
}

/** An `Error` that was written as JSON has only what somebody put on it. */
export function errorText(error: Json | undefined, losses: Set<string>): string {
  const message = isObject(error) ? asString(error["message"]) : undefined;
  return message ?? resultText(error, losses);
}
