import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { parseArguments, type ParsedArguments } from "../shared/parse-arguments.ts";
import type { Piece } from "../shared/messages/step-builder.ts";
import { answersByStatus } from "../shared/shell-status.ts";
import type { Entry, Notes } from "./entry.ts";

/** True for an event of V0: an action with its arguments, or an observation. */
export function isV0Event(event: Json | undefined): event is JsonObject {
  if (!isObject(event)) return false;
  return (
    (typeof event["action"] === "string" && isObject(event["args"])) ||
    (typeof event["observation"] === "string" && ("extras" in event || "content" in event))
  );
}

/** Events that say how the harness went on, and nothing of the run. */
const bookkeeping = new Set(["null", "agent_state_changed", "change_agent_state", "recall", "pause", "resume", "start_task", "status"]);

/** States in which nothing has ended. */
const underWay = new Set(["loading", "init", "running"]);

/** An event of OpenHands V0. */
export function readV0Event(event: JsonObject, notes: Notes): Entry[] {
  const kind = asString(event["action"]) ?? asString(event["observation"]) ?? "";
  const extras = isObject(event["extras"]) ? event["extras"] : {};
  const args = isObject(event["args"]) ? event["args"] : {};
  const at = asString(event["timestamp"]);
  const state = kind === "agent_state_changed" ? asString(extras["agent_state"]) : undefined;
  if (state !== undefined && !underWay.has(state)) notes.termination = state;
  if (kind === "recall" && (Array.isArray(extras["microagent_knowledge"]) || textIn(extras["repo_instructions"]) !== "")) {
    notes.losses.add("what was recalled into the prompt (instructions of the repository, microagents)");
  }
  if (kind.startsWith("condensation")) notes.losses.add("that the model saw a condensed history (the whole one is here)");
  if (bookkeeping.has(kind) || kind.startsWith("condensation")) return [];
  if (typeof event["observation"] === "string") return [{ ...resultOf(event, extras, notes), at }];
  if (isObject(event["llm_metrics"])) notes.losses.add("token and cost counts of single steps (llm_metrics)");
  if (kind === "system") {
    notes.version = asString(args["openhands_version"]) ?? notes.version ?? "";
    notes.agent = asString(args["agent_class"]) ?? notes.agent ?? "";
    return [{ kind: "system", text: textIn(args["content"]), tools: args["tools"], at }];
  }
  if (kind === "message") {
    if (Array.isArray(args["image_urls"]) && args["image_urls"].length > 0) notes.losses.add("images in messages");
    const text = textIn(args["content"]);
    if (event["source"] === "user") return [{ kind: "user", text, at }];
    return [{ kind: "turn", answer: undefined, pieces: [{ kind: "text", text }], at }];
  }
  if (event["source"] !== "agent") {
    notes.losses.add("actions that neither the agent nor a message made");
    return [];
  }
  const metadata = isObject(event["tool_call_metadata"]) ? event["tool_call_metadata"] : {};
  const calls = asNumber(metadata["total_calls_in_response"]) ?? 1;
  return [{ kind: "turn", answer: answerId(event), calls, pieces: piecesOf(event, kind, args, notes), at }];
}

function resultOf(event: JsonObject, extras: JsonObject, notes: Notes): Entry {
  const metadata = isObject(extras["metadata"]) ? extras["metadata"] : {};
  const exitCode = asNumber(metadata["exit_code"]) ?? asNumber(extras["exit_code"]);
  // Edits keep what the agent was shown beside the difference, in some versions.
  const shown = textIn(extras["formatted_output_and_error"]);
  const text = shown === "" ? textIn(event["content"]) : shown;
  const id = callIdOf(event, asNumber(event["cause"]) ?? asString(event["cause"]));
  // The answer to a turn that the harness could not read: there is no action that it belongs to.
  if (id === undefined) {
    notes.losses.add("turns that the harness could not read (its complaint is kept)");
    return { kind: "environment", text };
  }
  if (typeof metadata["suffix"] === "string") notes.losses.add("what the harness wrote around outputs (exit status, folder)");
  const command = textIn(extras["command"]);
  // -1: the command still runs.
  const failed = exitCode !== undefined && exitCode > 0 && !answersByStatus(command, text);
  const isError = failed || event["observation"] === "error" || event["observation"] === "user_rejected" || text.startsWith("ERROR:");
  return { kind: "result", id, text, status: isError ? "error" : "ok", exitCode };
}

function callIdOf(event: JsonObject, number: number | string | undefined): string | undefined {
  const metadata = isObject(event["tool_call_metadata"]) ? event["tool_call_metadata"] : {};
  const given = asString(metadata["tool_call_id"]) ?? "";
  if (given !== "") return given;
  return number === undefined ? undefined : `event_${number}`;
}

function answerId(event: JsonObject): string | undefined {
  const metadata = isObject(event["tool_call_metadata"]) ? event["tool_call_metadata"] : {};
  const response = metadata["model_response"];
  return isObject(response) ? asString(response["id"]) : undefined;
}

/** Names of the tools whose calls the actions were, where the record does not say. */
const toolNames: Readonly<Record<string, string>> = {
  run: "execute_bash",
  run_ipython: "execute_ipython_cell",
  browse_interactive: "browser",
};

/** What the harness adds to a call's arguments. */
const added = new Set([
  "thought",
  "impl_source",
  "translated_ipython_code",
  "blocking",
  "hidden",
  "confirmation_state",
  "is_static",
  "cwd",
  "security_risk",
  "keep_prompt",
  "include_extra",
  "kernel_init_code",
  "browser_actions",
  "return_axtree",
]);

function piecesOf(event: JsonObject, kind: string, args: JsonObject, notes: Notes): Piece[] {
  const metadata = isObject(event["tool_call_metadata"]) ? event["tool_call_metadata"] : {};
  const id = callIdOf(event, asNumber(event["id"]) ?? asString(event["id"]));
  const written = writtenCall(metadata, id);
  const name = written?.name ?? asString(metadata["function_name"]) ?? toolNames[kind] ?? kind;
  const thought = kind === "think" ? said(metadata) : textIn(args["thought"]);
  if (written === undefined) notes.synthesized.add("arguments of calls, from the actions that the harness made of them");
  if (!("tool_call_id" in metadata)) notes.synthesized.add("call ids");
  return [
    { kind: "text", text: thought },
    { kind: "call", id, name: name === "" ? "unnamed" : name, ...(written?.parsed ?? parseArguments(argumentsOf(kind, name, args))) },
  ];
}

/** The call as the model wrote it, in its answer. */
function writtenCall(metadata: JsonObject, id: string | undefined): { name: string | undefined; parsed: ParsedArguments } | undefined {
  const calls = messageIn(metadata)["tool_calls"];
  if (!Array.isArray(calls)) return undefined;
  const call = calls.filter(isObject).find((candidate) => candidate["id"] === id);
  const written = call?.["function"];
  return isObject(written) ? { name: asString(written["name"]), parsed: parseArguments(written["arguments"]) } : undefined;
}

function said(metadata: JsonObject): string {
  return textIn(messageIn(metadata)["content"]);
}

function messageIn(metadata: JsonObject): JsonObject {
  const response = metadata["model_response"];
  const choices = isObject(response) ? response["choices"] : undefined;
  const first = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(first) && isObject(first["message"]) ? first["message"] : {};
}

function argumentsOf(kind: string, name: string, args: JsonObject): JsonObject {
  const kept = Object.entries(args).filter(([key, value]) => !added.has(key) && value !== null && value !== "" && value !== false);
  const given = Object.fromEntries(kept);
  if (kind === "think") return { thought: args["thought"] ?? "" };
  if (kind === "browse_interactive") return { code: args["browser_actions"] ?? "" };
  // Where the range is the whole file, the call named none.
  if (kind === "read" || kind === "edit") {
    const { start: _, end: __, ...others } = given;
    return kind === "read" && name === "str_replace_editor" ? { command: "view", ...others } : others;
  }
  return given;
}

function textIn(value: Json | undefined): string {
  return asString(value) ?? "";
}
