import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentStep, Step, ToolDefinition, UserStep } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { About } from "../shared/messages/about.ts";
import { resultText } from "../shared/messages/content.ts";
import { readAnthropicPieces } from "../shared/messages/read-anthropic.ts";
import { StepBuilder, type Piece } from "../shared/messages/step-builder.ts";
import { readTools } from "../shared/read-tools.ts";
import { detailsOf } from "../shared/sessions/result-details.ts";
import { markStoppedRequest } from "../shared/sessions/stopped-request.ts";
import { timeOf } from "../shared/sessions/time-of.ts";
import { count, countsOf } from "../shared/sessions/counts.ts";
import { FieldChanges } from "../shared/sessions/field-changes.ts";
import type { Entry } from "./read-entries.ts";
import { readUserTexts } from "./user-texts.ts";

/** What a path through a conversation says. */
export interface ReadPath {
  steps: Step[];
  tools: ToolDefinition[];
  /** What a slash command asked for, where the agent worked on that before a person wrote anything. */
  goal?: string;
  model?: string;
  version?: string;
  termination?: string;
  /** A person or an error of the API stopped the last turn. */
  cutShort: boolean;
  /** Fields that hold for the session: working directory, git branch. */
  about: JsonObject;
  losses: Set<string>;
  synthesized: Set<string>;
}

/** Of the fields that every line repeats, those that are told once for the session. */
const sessionFields = ["cwd", "gitBranch", "entrypoint", "userType", "slug"];

/** Fields that are read, or that tie lines together. */
const readFields = new Set(
  "type message timestamp version sessionId agentId isSidechain isMeta isCompactSummary uuid parentUuid logicalParentUuid sourceToolAssistantUUID toolUseResult attachment".split(
    " ",
  ),
);
const messageFields = new Set(["role", "type", "content", "model", "id", "usage"]);

/**
 * Reads the entries of one path in their order. The lines of one API response become one step, with its usage counted once.
 *
 * @param askedBy who writes the user's turns: a person, or with a sub-agent the agent that called it
 * @param subagents by the id of a call, the part under which the sub-agent's own run is given
 * @throws RecordError `bad_call`
 */
export function readPath(entries: readonly Entry[], askedBy: UserStep["by"], subagents: ReadonlyMap<string, string>): ReadPath {
  const reader = new PathReader(askedBy, subagents);
  for (const entry of entries) reader.read(entry);
  return reader.finish();
}

class PathReader {
  readonly #builder: StepBuilder;
  readonly #subagents: ReadonlyMap<string, string>;
  readonly #changes = new FieldChanges(readFields);
  readonly #notes = new Map<string, number>();
  /** Turns of the agent that more lines may belong to, by the id of the response. */
  readonly #responses = new Map<string, AgentStep>();
  readonly #callIds = new Set<string>();
  #tools: ToolDefinition[] = [];
  #about: JsonObject | undefined;
  #system: string | undefined;
  #model: string | undefined;
  #version: string | undefined;
  #termination: string | undefined;
  /** The agent has said or done something. */
  #worked = false;
  #commandGiven = false;
  /** The text that a command put in, until the agent has worked. */
  #commanded: string | undefined;
  /** What a boundary says of the compaction before the next message. */
  #compaction: Json | undefined;

  constructor(askedBy: UserStep["by"], subagents: ReadonlyMap<string, string>) {
    this.#builder = new StepBuilder(askedBy);
    this.#subagents = subagents;
  }

  read({ kind, value, message }: Entry): void {
    this.#about ??= this.#begin(value);
    this.#version = asString(value["version"]) ?? this.#version;
    if (kind === "agent") this.#readResponse(value, message);
    else if (kind === "user") this.#readUser(value, message);
    else this.#readNote(value);
  }

  finish(): ReadPath {
    const { steps, losses, synthesized } = this.#builder;
    if (this.#notes.size > 0) losses.add(`notes of the harness between turns (${countsOf(this.#notes)})`);
    const first = steps.find((step) => step.kind === "agent" || (step.kind === "user" && step.by !== "injected"));
    return {
      steps: this.#system === undefined ? steps : [{ kind: "system", text: this.#system }, ...steps],
      tools: this.#tools,
      ...(this.#commanded === undefined || first?.kind !== "agent" ? {} : { goal: this.#commanded }),
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(this.#version === undefined ? {} : { version: this.#version }),
      ...(this.#termination === undefined ? {} : { termination: this.#termination }),
      cutShort: this.#termination === "interrupted_by_user" || this.#termination === "api_error",
      about: this.#about ?? {},
      losses,
      synthesized,
    };
  }

  #begin(value: JsonObject): JsonObject {
    const about: JsonObject = {};
    for (const name of sessionFields) if (typeof value[name] === "string") about[name] = value[name];
    this.#changes.next(about);
    return about;
  }

  #readResponse(value: JsonObject, message: JsonObject): void {
    const { losses } = this.#builder;
    if (value["isApiErrorMessage"] === true || message["model"] === "<synthetic>") {
      losses.add("messages that Claude Code wrote in the agent's name (API errors, interruptions)");
      if (value["isApiErrorMessage"] === true) this.#termination = "api_error";
      return;
    }
    const pieces = readAnthropicPieces(message["content"], losses).filter((piece) => this.#isNew(piece));
    const id = asString(message["id"]) ?? "";
    const about = this.#aboutOf(value);
    let step = this.#responses.get(id);
    if (step === undefined) {
      const model = asString(message["model"]);
      this.#model ??= model;
      step = this.#builder.turn(pieces, { ...about, model });
      if (id !== "") this.#responses.set(id, step);
      this.#termination = undefined;
    } else {
      this.#builder.extend(step, pieces);
      if (about.extra !== undefined) step.extra = { ...step.extra, ...about.extra };
    }
    this.#noteResponse(step, message, pieces);
    this.#worked = true;
    this.#commandGiven = false;
    this.#termination = asString(message["stop_reason"]) ?? this.#termination;
  }

  /** A call that a later line repeats is made once. */
  #isNew(piece: Piece): boolean {
    if (piece.kind !== "call" || piece.id === undefined) return true;
    if (this.#callIds.has(piece.id)) return false;
    this.#callIds.add(piece.id);
    return true;
  }

  /** Every line of a response repeats its usage; the last one has the final counts. */
  #noteResponse(step: AgentStep, message: JsonObject, pieces: readonly Piece[]): void {
    const { id, usage } = message;
    const extra: JsonObject = { ...step.extra, ...fieldsBesides(message, messageFields) };
    if (typeof id === "string") extra["message_id"] = id;
    if (isObject(usage)) extra["usage"] = usage;
    const begun: Array<[string, string]> = [];
    for (const piece of pieces) {
      const part = piece.kind === "call" ? this.#subagents.get(piece.id ?? "") : undefined;
      if (piece.kind === "call" && piece.id !== undefined && part !== undefined) begun.push([piece.id, part]);
    }
    const others = extra["subagents"];
    if (begun.length > 0) extra["subagents"] = { ...(isObject(others) ? others : {}), ...Object.fromEntries(begun) };
    if (Object.keys(extra).length > 0) step.extra = extra;
  }

  #readUser(value: JsonObject, message: JsonObject): void {
    const about = this.#aboutOf(value);
    const pieces = readAnthropicPieces(message["content"], this.#builder.losses);
    const results = pieces.filter((piece) => piece.kind === "result");
    const dated = about.at === undefined ? {} : { at: about.at };
    for (const piece of results) {
      const details =
        results.length === 1 ? detailsOf(value["toolUseResult"], "toolUseResult", piece.text, this.#builder.losses) : undefined;
      const extra = details === undefined && about.extra === undefined ? undefined : { ...about.extra, ...details };
      this.#builder.result({ ...piece, extra }, dated);
    }
    const texts = pieces.flatMap((piece) => (piece.kind === "text" ? [piece.text] : []));
    // What stands beside a result was put there by the harness.
    if (results.length > 0) this.#readTexts(texts, { ...value, isMeta: true }, dated);
    else {
      this.#responses.clear();
      this.#readTexts(texts, value, about);
    }
  }

  #readTexts(texts: readonly string[], value: JsonObject, about: About): void {
    const isSummary = value["isCompactSummary"] === true;
    const isInjected = isSummary || value["isMeta"] === true || isFromElsewhere(value["origin"]);
    let rest = about;
    let commandHere = false;
    for (const piece of readUserTexts(texts)) {
      // What a command stands for comes in the same message or as the next one of the harness.
      const isExpansion = !piece.injected && !isSummary && (commandHere || (this.#commandGiven && isInjected));
      if (isExpansion && !this.#worked) this.#commanded = piece.text;
      const injected = isInjected || piece.injected || commandHere;
      if (isSummary || this.#compaction !== undefined) rest = this.#marked(rest, isSummary);
      this.#builder.user(piece.text, rest, injected ? "injected" : undefined);
      rest = about.at === undefined ? {} : { at: about.at };
      if (piece.interrupted === true) {
        this.#termination = "interrupted_by_user";
        markStoppedRequest(this.#builder.steps);
      } else if (!injected) this.#termination = undefined;
      commandHere ||= piece.command === true;
      this.#commandGiven = piece.command === true || (this.#commandGiven && injected);
    }
  }

  #marked(about: About, isSummary: boolean): About {
    const compaction = this.#compaction;
    this.#compaction = undefined;
    this.#builder.losses.add("that the agent saw only the summary of what stands before a compaction");
    const marks = { ...(isSummary ? { compact_summary: true } : {}), ...(compaction === undefined ? {} : { compaction }) };
    return { ...about, extra: { ...about.extra, ...marks } };
  }

  #readNote(value: JsonObject): void {
    const { type, subtype, attachment } = value;
    if (subtype === "compact_boundary") {
      this.#compaction = value["compactMetadata"] ?? {};
      return;
    }
    if (isObject(attachment) && this.#readAttachment(attachment, value)) return;
    const kind = isObject(attachment) ? asString(attachment["type"]) : asString(subtype);
    count(this.#notes, `${asString(type) ?? "without a type"}${kind === undefined ? "" : ` ${kind}`}`);
  }

  /** The prompt and the tools that newer versions log, and what a person wrote while the agent was at work. */
  #readAttachment(attachment: JsonObject, value: JsonObject): boolean {
    const { systemPrompt, tools, prompt } = attachment;
    const { losses } = this.#builder;
    const system = resultText(systemPrompt, losses);
    if (system !== "") this.#system ??= system;
    if (Array.isArray(tools) && this.#tools.length === 0) this.#tools = readTools(tools, losses);
    if (attachment["type"] !== "queued_command") return system !== "" || Array.isArray(tools);
    const written = attachment["commandMode"] === "prompt" ? value : { ...value, isMeta: true };
    this.#readTexts([resultText(prompt, losses)], written, this.#aboutOf(value));
    return true;
  }

  #aboutOf(value: JsonObject): About {
    const at = timeOf(value["timestamp"]);
    const extra = this.#changes.next(value);
    return { ...(at === undefined ? {} : { at }), ...(extra === undefined ? {} : { extra }) };
  }
}

/** Newer versions say where a message came from when no person wrote it. */
function isFromElsewhere(origin: Json | undefined): boolean {
  return isObject(origin) && typeof origin["kind"] === "string" && origin["kind"] !== "human";
}
