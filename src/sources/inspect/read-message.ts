import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { placeholder, unknownPart } from "../shared/messages/content.ts";
import type { Piece, StepBuilder, WrittenCall } from "../shared/messages/step-builder.ts";
import { splitThinking } from "../shared/split-thinking.ts";

/**
 * Reads one message of Inspect. User messages are a person's when they are part of the input or an operator's; the others were put there by
 * the solver.
 *
 * @param number 1-based, for the error
 * @throws RecordError `bad_message`, `unknown_role`, `bad_call`
 */
export function readMessage(message: Json, number: number, builder: StepBuilder): void {
  if (!isObject(message)) {
    throw new RecordError("bad_message", `Expected message ${number} to be an object, got ${JSON.stringify(message).slice(0, 200)}.`);
  }
  const extra = fieldsBesides(message, fields);
  const about = extra === undefined ? {} : { extra };
  switch (message["role"]) {
    case "system":
      builder.system(textOfParts(message["content"], builder.losses), about);
      break;
    case "user":
      addUser(message, about, builder);
      break;
    case "assistant":
      builder.turn(piecesOf(message, builder.losses), { model: asString(message["model"]), ...about });
      break;
    case "tool":
      addResult(message, extra, builder);
      break;
    default:
      throw new RecordError(
        "unknown_role",
        `Expected the role of message ${number} to be system, user, assistant or tool, got ${JSON.stringify(message["role"])}.`,
      );
  }
}

const fields = new Set(["id", "role", "content", "source", "tool_calls", "tool_call_id", "tool_call_ids", "function", "error", "model"]);

function addUser(message: JsonObject, about: { extra?: JsonObject }, builder: StepBuilder): void {
  const first = !builder.steps.some((step) => step.kind === "user");
  builder.user(textOfParts(message["content"], builder.losses), about);
  const step = builder.steps.at(-1);
  const byPerson = first || message["source"] === "input" || message["source"] === "operator";
  if (step?.kind === "user" && !byPerson) step.by = "injected";
}

/** In place of what a tool printed, its error is what the model is shown. */
function addResult(message: JsonObject, others: JsonObject | undefined, builder: StepBuilder): void {
  const said = textOfParts(message["content"], builder.losses);
  const error = isObject(message["error"]) ? message["error"] : undefined;
  const shown = asString(error?.["message"]) ?? "";
  const text = shown === "" ? said : shown;
  const kept = {
    ...others,
    ...(error === undefined ? {} : { error: error["type"] ?? "unknown" }),
    ...(text === said || said === "" ? {} : { content: said }),
  };
  builder.result({
    id: asString(message["tool_call_id"]),
    name: asString(message["function"]),
    text,
    status: error === undefined ? "ok" : "error",
    extra: Object.keys(kept).length === 0 ? undefined : kept,
  });
}

function piecesOf(message: JsonObject, losses: Set<string>): Piece[] {
  const pieces = contentOf(message["content"], losses);
  const calls = message["tool_calls"];
  for (const call of Array.isArray(calls) ? calls : []) pieces.push({ kind: "call", ...callOf(call) });
  return pieces;
}

function callOf(written: Json): WrittenCall {
  const inner = isObject(written) && isObject(written["function"]) ? written["function"] : written;
  if (!isObject(written) || !isObject(inner))
    throw new RecordError("bad_call", `Expected a tool call to be an object, got ${JSON.stringify(written)}.`);
  const name = asString(written["function"]) ?? asString(inner["name"]);
  if (name === undefined || name === "") throw new RecordError("bad_call", "A tool call has no `function`.");
  const error = asString(written["parse_error"]);
  const parsed = parseArguments(inner["arguments"]);
  // Of arguments that did not parse Inspect keeps what it made of them, and the reason.
  const broken =
    error === undefined || error === "" || parsed.argumentsError !== undefined ? parsed : brokenArguments(inner["arguments"], error);
  return { id: asString(written["id"]), name, ...broken };
}

function brokenArguments(given: Json | undefined, error: string): ReturnType<typeof parseArguments> {
  return { arguments: {}, rawArguments: typeof given === "string" ? given : JSON.stringify(given ?? {}), argumentsError: error };
}

type Said = Extract<Piece, { kind: "text" | "reasoning" }>;

function contentOf(content: Json | undefined, losses: Set<string>): Piece[] {
  if (typeof content === "string") return splitThinking(content);
  if (!Array.isArray(content)) return [];
  return content.flatMap((part): Said[] => readPart(part, losses));
}

/** The text of a message that is none of the agent's: its parts joined by line ends. */
export function textOfParts(content: Json | undefined, losses: Set<string>): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return content === undefined || content === null ? "" : JSON.stringify(content);
  return content
    .flatMap((part) => readPart(part, losses))
    .map(({ text }) => text)
    .join("\n");
}

function readPart(part: Json, losses: Set<string>): Said[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  const type = asString(part["type"]) ?? "";
  if (type === "text") return [{ kind: "text", text: asString(part["text"]) ?? asString(part["refusal"]) ?? "" }];
  if (type === "reasoning") return reasoningOf(part, losses);
  if (/^(image|audio|video|document)$/.test(type)) return [{ kind: "text", text: placeholder(type, losses) }];
  return [{ kind: "text", text: unknownPart(part, losses) }];
}

/** Reasoning that the provider encrypted is no text; its summary is, where there is one. */
function reasoningOf(part: JsonObject, losses: Set<string>): Said[] {
  const summary = asString(part["summary"]) ?? "";
  const written = part["redacted"] === true ? "" : (asString(part["reasoning"]) ?? "");
  if (part["redacted"] === true) losses.add("encrypted reasoning (its summary is kept, where there is one)");
  const text = written === "" ? summary : written;
  return text === "" ? [] : [{ kind: "reasoning", text }];
}
