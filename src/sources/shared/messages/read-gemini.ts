import { RecordError } from "../../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { aboutOf } from "./about.ts";
import { noteOthers, placeholder, resultText, unknownPart } from "./content.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/** What the model's own code execution is called; the format has no name for it. */
const CODE = "code_execution";

/**
 * Reads one of Gemini's contents. Calls often have no id; then results join them by name and order. Keys can be in camelCase or snake_case.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readGeminiContent(message: JsonObject, builder: StepBuilder, number: number): void {
  const parts = message["parts"] ?? message["content"];
  const pieces = readGeminiPieces(parts, builder.losses);
  const about = aboutOf(message, fields);
  switch (message["role"]) {
    case "model":
    case "assistant":
      builder.turn(pieces, about);
      break;
    case "system":
      builder.system(textOf(pieces), about);
      break;
    case "user":
    case "function":
    case "tool":
    case undefined:
      for (const piece of pieces) if (piece.kind === "result") builder.result({ ...piece, extra: about.extra });
      if (pieces.every((piece) => piece.kind === "result") && pieces.length > 0) break;
      builder.user(textOf(pieces.filter(({ kind }) => kind !== "result")), about);
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of content ${number} to be user, model or function, got ${JSON.stringify(message["role"])}.`,
      );
  }
}

/**
 * The parts of a content (a list, one part, or bare text) as pieces.
 *
 * @param losses what is lost is added here
 * @throws RecordError `bad_call`
 */
export function readGeminiPieces(parts: Json | undefined, losses: Set<string>): Piece[] {
  return (Array.isArray(parts) ? parts : parts === undefined || parts === null ? [] : [parts]).flatMap((part) => piecesOf(part, losses));
}

const fields = new Set(["role", "parts", "content", "timestamp"]);

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece))).join("\n");
}

const partFields = new Set(
  "text thought functionCall function_call functionResponse function_response type executableCode executable_code codeExecutionResult code_execution_result inlineData inline_data fileData file_data".split(
    " ",
  ),
);

const besidesThought = new Set([...partFields].filter((name) => name !== "thought"));

/** A part is a bag of fields; each that is there is a piece. */
function piecesOf(part: Json, losses: Set<string>): Piece[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  const pieces: Piece[] = [];
  if (typeof part["text"] === "string") pieces.push({ kind: part["thought"] === true ? "reasoning" : "text", text: part["text"] });
  const call = part["functionCall"] ?? part["function_call"];
  if (isObject(call)) pieces.push(callOf(call, losses));
  const response = part["functionResponse"] ?? part["function_response"];
  if (isObject(response)) pieces.push(resultOf(response, losses));
  const code = part["executableCode"] ?? part["executable_code"];
  if (isObject(code)) pieces.push({ kind: "call", id: asString(code["id"]), name: CODE, arguments: code });
  const ran = part["codeExecutionResult"] ?? part["code_execution_result"];
  if (isObject(ran)) {
    const status = (asString(ran["outcome"]) ?? "OK").endsWith("OK") ? "ok" : "error";
    pieces.push({ kind: "result", id: asString(ran["id"]), name: CODE, text: resultText(ran["output"], losses), status });
  }
  const data = part["inlineData"] ?? part["inline_data"] ?? part["fileData"] ?? part["file_data"];
  if (isObject(data)) {
    const type = asString(data["mimeType"]) ?? asString(data["mime_type"]) ?? "file";
    pieces.push({ kind: "text", text: placeholder(type, losses) });
  }
  if (pieces.length === 0) return [{ kind: "text", text: unknownPart(part, losses) }];
  noteOthers(part, typeof part["thought"] === "boolean" ? partFields : besidesThought, losses);
  return pieces;
}

function callOf(call: JsonObject, losses: Set<string>): Piece {
  const name = asString(call["name"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A functionCall has no name.");
  const id = asString(call["id"]);
  const partial = call["partialArgs"] ?? call["partial_args"];
  if (call["args"] === undefined && partial !== undefined && partial !== null) {
    const argumentsError = "the arguments were streamed in parts that are not put together";
    return { kind: "call", id, name, arguments: {}, rawArguments: JSON.stringify(partial), argumentsError };
  }
  noteOthers(call, callFields, losses);
  return { kind: "call", id, name, ...parseArguments(call["args"]) };
}

const callFields = new Set(["id", "name", "args"]);
const responseFields = new Set(["id", "name", "response", "parts", "willContinue", "scheduling"]);

/** `output` (or `result`) is what the function gave, `error` why it did not; other keys are data. */
function resultOf(response: JsonObject, losses: Set<string>): Piece {
  const given = response["response"];
  const failed = isObject(given) && given["error"] !== undefined && given["error"] !== null && !("output" in given) && !("result" in given);
  const keys = isObject(given) ? Object.keys(given) : [];
  const [only] = keys;
  const wrapped = keys.length === 1 && only !== undefined && /^(output|result|error)$/.test(only);
  const texts = [resultText(wrapped && isObject(given) ? given[only] : given, losses)];
  for (const part of Array.isArray(response["parts"]) ? response["parts"] : []) {
    for (const piece of piecesOf(part, losses)) if (piece.kind === "text") texts.push(piece.text);
  }
  noteOthers(response, responseFields, losses);
  return {
    kind: "result",
    id: asString(response["id"]),
    name: asString(response["name"]),
    text: texts.filter((text) => text !== "").join("\n"),
    status: failed ? "error" : "ok",
  };
}
