import { RecordError } from "../../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { aboutOf } from "./about.ts";
import { listIn, noteOthers, placeholder, resultText, textIn, unknownPart } from "./content.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one of the AI SDK's UI messages. A message of the assistant holds all turns up to the user's next word: `step-start` begins one,
 * and so does what is said after a result. In version 4 calls are `tool-invocation` parts or `toolInvocations`.
 *
 * @param number 1-based, for the error
 * @throws RecordError `unknown_role`, `bad_call`
 */
export function readAiSdkUiMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  const turns = turnsOf(message, builder.losses);
  const about = aboutOf(message, fields);
  switch (message["role"]) {
    case "assistant":
      turns.forEach((pieces, index) => builder.turn(pieces, index === turns.length - 1 ? about : {}));
      if (turns.length === 0) builder.turn([], about);
      break;
    case "user":
    case "data":
      builder.user(textOf(turns), about);
      break;
    case "system":
      builder.system(textOf(turns), about);
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of message ${number} to be system, user or assistant, got ${JSON.stringify(message["role"])}.`,
      );
  }
}

const fields = new Set(["role", "parts", "content", "toolInvocations", "reasoning", "timestamp"]);

function textOf(turns: readonly (readonly Piece[])[]): string {
  return turns
    .flat()
    .map((piece) => ("text" in piece ? piece.text : JSON.stringify(piece)))
    .join("\n");
}

function turnsOf(message: JsonObject, losses: Set<string>): Piece[][] {
  const parts = listIn(message, "parts", losses);
  if (parts.length > 0) return ofParts(parts, losses);
  const turns: Piece[][] = [];
  const reasoning = textIn(message, "reasoning", losses);
  let step: number | undefined;
  for (const invocation of listIn(message, "toolInvocations", losses)) {
    if (!isObject(invocation)) {
      unknownPart(invocation, losses);
      continue;
    }
    const at = asNumber(invocation["step"]);
    if (turns.length === 0 || at !== step) turns.push([]);
    step = at;
    turns.at(-1)?.push(...toolPieces(invocation, undefined, losses));
  }
  const said: Piece[] = contentPieces(message["content"], losses);
  if (said.length > 0 || turns.length === 0) turns.push(said);
  if (reasoning !== undefined) turns[0]?.unshift({ kind: "reasoning", text: reasoning });
  return turns.filter((turn) => turn.length > 0);
}

function contentPieces(content: Json | undefined, losses: Set<string>): Piece[] {
  if (content === undefined || content === null || content === "") return [];
  return [{ kind: "text", text: resultText(content, losses) }];
}

function ofParts(parts: readonly Json[], losses: Set<string>): Piece[][] {
  const turns: Piece[][] = [];
  let pieces: Piece[] = [];
  const end = (): void => {
    if (pieces.length > 0) turns.push(pieces);
    pieces = [];
  };
  for (const part of parts) {
    if (isObject(part) && part["type"] === "step-start") {
      end();
      continue;
    }
    const read = piecesOf(part, losses);
    // What is said after a result was said by a new turn of the model, unless the provider ran the tool within the turn.
    const says = read.some(({ kind }) => kind === "text" || kind === "reasoning");
    const ran = pieces.at(-1);
    if (says && ran?.kind === "result" && ran.extra?.["providerExecuted"] !== true) end();
    pieces.push(...read);
  }
  end();
  return turns;
}

const textFields = new Set(["type", "text", "reasoning", "details", "state"]);

function piecesOf(part: Json, losses: Set<string>): Piece[] {
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  const type = asString(part["type"]) ?? "";
  if (type === "text") {
    noteOthers(part, textFields, losses);
    return [{ kind: "text", text: resultText(part["text"], losses) }];
  }
  if (type === "reasoning") {
    noteOthers(part, textFields, losses);
    return [{ kind: "reasoning", text: resultText(part["text"] ?? part["reasoning"], losses) }];
  }
  if (type === "tool-invocation" && isObject(part["toolInvocation"])) return toolPieces(part["toolInvocation"], undefined, losses);
  if (type === "dynamic-tool") return toolPieces(part, undefined, losses);
  if (type.startsWith("tool-")) return toolPieces(part, type.slice("tool-".length), losses);
  if (type === "file" || type === "reasoning-file") {
    return [{ kind: "text", text: placeholder(asString(part["mediaType"]) ?? asString(part["mimeType"]) ?? type, losses) }];
  }
  if (type.startsWith("source")) {
    losses.add("sources that an answer names");
    return [];
  }
  if (type.startsWith("data-")) {
    losses.add("data parts (they are for the page, not for the model)");
    return [];
  }
  return [{ kind: "text", text: unknownPart(part, losses) }];
}

const toolFields = new Set(
  "type toolCallId toolName state step input args output result errorText rawInput providerExecuted preliminary".split(" "),
);

/** A call with its result; the name is the part's type or a field. */
function toolPieces(part: JsonObject, typed: string | undefined, losses: Set<string>): Piece[] {
  const name = typed ?? asString(part["toolName"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A tool part has no name.");
  noteOthers(part, toolFields, losses);
  const id = asString(part["toolCallId"]);
  const given = parseArguments(part["input"] ?? part["args"] ?? part["rawInput"]);
  const call: Piece = { kind: "call", id, name, ...given };
  const result = resultOf(part, losses);
  if (result === undefined) return [call];
  const extra = {
    ...(part["providerExecuted"] === true ? { providerExecuted: true } : {}),
    ...(part["preliminary"] === true ? { preliminary: true } : {}),
  };
  return [call, { kind: "result", id, name, ...result, ...(Object.keys(extra).length === 0 ? {} : { extra }) }];
}

/** Undefined while the call waits for its input, an approval or its output. */
function resultOf(part: JsonObject, losses: Set<string>): { text: string; status: "ok" | "error" } | undefined {
  const state = part["state"];
  const approval = part["approval"];
  if (state === "output-error" || (part["errorText"] ?? undefined) !== undefined)
    return { text: textIn(part, "errorText", losses) ?? resultText(part["output"], losses), status: "error" };
  if (state === "output-denied") {
    return { text: (isObject(approval) ? asString(approval["reason"]) : undefined) ?? "Tool execution denied.", status: "error" };
  }
  const output = part["output"] ?? part["result"];
  if (state === "output-available" || state === "result" || output !== undefined) return { text: resultText(output, losses), status: "ok" };
  return undefined;
}
