import { RecordError } from "../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { About } from "../shared/messages/about.ts";
import { resultText, unknownPart } from "../shared/messages/content.ts";
import { StepBuilder, type Piece } from "../shared/messages/step-builder.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { count, countsOf } from "../shared/sessions/counts.ts";
import { detailsOf } from "../shared/sessions/result-details.ts";
import { markStoppedRequest } from "../shared/sessions/stopped-request.ts";
import { timeOf } from "../shared/sessions/time-of.ts";
import type { Entry } from "./read-session.ts";

/** What a path through a session says. */
export interface ReadPath {
  steps: Step[];
  model?: string;
  /** `stopReason` of the last turn. */
  termination?: string;
  /** The last turn was aborted or ended in an error. */
  cutShort: boolean;
  losses: Set<string>;
  synthesized: Set<string>;
}

/**
 * Reads the entries of one path in their order.
 *
 * @throws RecordError `bad_call`
 */
export function readPath(entries: readonly Entry[]): ReadPath {
  const reader = new PathReader();
  for (const { value } of entries) reader.read(value);
  return reader.finish();
}

class PathReader {
  readonly #builder = new StepBuilder("human");
  readonly #notes = new Map<string, number>();
  #model: string | undefined;
  #thinkingLevel: string | undefined;
  #termination: string | undefined;

  read(value: JsonObject): void {
    const { message } = value;
    const at = timeOf(value["timestamp"]) ?? (isObject(message) ? timeOf(message["timestamp"]) : undefined);
    const about = at === undefined ? {} : { at };
    switch (value["type"]) {
      case "message":
        if (isObject(message)) this.#readMessage(message, about);
        else count(this.#notes, "message");
        break;
      case "compaction":
      case "branch_summary":
        this.#readSummary(value, value["type"] === "compaction", about);
        break;
      case "custom_message":
        this.#inject(value["content"], withExtra(about, { custom_type: value["customType"] ?? null }));
        break;
      case "thinking_level_change":
        this.#thinkingLevel = asString(value["thinkingLevel"]);
        break;
      default:
        count(this.#notes, asString(value["type"]) ?? "without a type");
    }
  }

  finish(): ReadPath {
    const { steps, losses, synthesized } = this.#builder;
    if (this.#notes.size > 0) losses.add(`entries that are no part of the conversation (${countsOf(this.#notes)})`);
    return {
      steps,
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(this.#termination === undefined ? {} : { termination: this.#termination }),
      cutShort: this.#termination === "aborted" || this.#termination === "error",
      losses,
      synthesized,
    };
  }

  #readMessage(message: JsonObject, about: About): void {
    const { losses } = this.#builder;
    switch (message["role"]) {
      case "user":
        this.#termination = undefined;
        this.#builder.user(resultText(message["content"], losses), withExtra(about, fieldsBesides(message, spokenFields)));
        break;
      case "assistant":
        this.#readTurn(message, about);
        break;
      case "toolResult": {
        const text = message["content"] === undefined || isEmpty(message["content"]) ? "" : resultText(message["content"], losses);
        const extra = detailsOf(message["details"], "details", text, losses);
        const status = message["isError"] === true ? "error" : "ok";
        this.#builder.result({ id: asString(message["toolCallId"]), name: asString(message["toolName"]), text, status, extra }, about);
        break;
      }
      case "bashExecution":
        this.#readCommand(message, about);
        break;
      case "compactionSummary":
      case "branchSummary":
        this.#readSummary(message, message["role"] === "compactionSummary", about);
        break;
      default:
        this.#inject(message["content"], withExtra(about, fieldsBesides(message, spokenFields)));
    }
  }

  #readTurn(message: JsonObject, about: About): void {
    const { content, stopReason } = message;
    const pieces = (Array.isArray(content) ? content : [content ?? ""]).flatMap((part) => piecesOf(part, this.#builder.losses));
    const model = asString(message["model"]);
    this.#termination = asString(stopReason);
    if (pieces.every((piece) => piece.kind !== "call" && "text" in piece && piece.text === "") && stopReason !== "stop") {
      this.#builder.losses.add("turns that were stopped before the agent said anything");
      if (stopReason === "aborted") markStoppedRequest(this.#builder.steps);
      return;
    }
    this.#model ??= model;
    const level = this.#thinkingLevel;
    this.#thinkingLevel = undefined;
    const extra = { ...(level === undefined ? {} : { thinking_level: level }), ...fieldsBesides(message, turnFields) };
    this.#builder.turn(pieces, { ...withExtra(about, extra), model });
  }

  /** A command that the user ran and showed to the agent. */
  #readCommand(message: JsonObject, about: About): void {
    if (message["excludeFromContext"] === true) {
      count(this.#notes, "commands that the user ran for himself");
      return;
    }
    this.#builder.synthesized.add("the form of commands that the user ran ($ command, then what it printed)");
    const text = `$ ${asString(message["command"]) ?? ""}\n${resultText(message["output"], this.#builder.losses)}`;
    const exitCode = asNumber(message["exitCode"]);
    this.#builder.user(text, withExtra(about, exitCode === undefined ? undefined : { exit_code: exitCode }), "injected");
  }

  #readSummary(value: JsonObject, isCompaction: boolean, about: About): void {
    if (isCompaction) this.#builder.losses.add("that the agent saw only the summary of what stands before a compaction");
    if (isObject(value["details"])) this.#builder.losses.add("lists of files beside summaries");
    const mark = isCompaction ? { compact_summary: true } : { branch_summary: true };
    this.#inject(value["summary"], withExtra(about, mark));
  }

  #inject(content: Json | undefined, about: About): void {
    const text = resultText(content, this.#builder.losses);
    if (text.trim() !== "") this.#builder.user(text, about, "injected");
  }
}

const spokenFields = new Set(["role", "content", "timestamp", "display"]);
const turnFields = new Set(["role", "content", "timestamp", "model"]);

function piecesOf(part: Json, losses: Set<string>): Piece[] {
  if (typeof part === "string") return [{ kind: "text", text: part }];
  if (!isObject(part)) return [{ kind: "text", text: unknownPart(part, losses) }];
  if (["textSignature", "thinkingSignature", "thoughtSignature"].some((name) => name in part))
    losses.add("signatures of the agent's parts");
  switch (part["type"]) {
    case "text":
      return [{ kind: "text", text: resultText(part["text"], losses) }];
    case "thinking":
      if (part["redacted"] === true) losses.add("reasoning that is encrypted");
      return [{ kind: "reasoning", text: resultText(part["thinking"], losses) }];
    case "toolCall": {
      const name = asString(part["name"]);
      if (name === undefined || name === "") throw new RecordError("bad_call", "A toolCall has no name.");
      return [{ kind: "call", id: asString(part["id"]), name, ...parseArguments(part["arguments"]) }];
    }
    default:
      return [{ kind: "text", text: unknownPart(part, losses) }];
  }
}

function isEmpty(content: Json): boolean {
  return Array.isArray(content) && content.length === 0;
}

function withExtra(about: About, extra: JsonObject | undefined): About {
  return extra === undefined || Object.keys(extra).length === 0 ? about : { ...about, extra };
}
