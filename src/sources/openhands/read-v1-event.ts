import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Piece } from "../shared/messages/step-builder.ts";
import { parseArguments, type ParsedArguments } from "../shared/parse-arguments.ts";
import { textOfContent } from "../shared/read-content.ts";
import { answersByStatus } from "../shared/shell-status.ts";
import type { Entry, Notes } from "./entry.ts";

const kinds = new Set([
  "ActionEvent",
  "ObservationEvent",
  "MessageEvent",
  "SystemPromptEvent",
  "AgentErrorEvent",
  "UserRejectObservation",
  "Condensation",
  "CondensationRequest",
  "CondensationSummaryEvent",
  "PauseEvent",
  "ConversationStateUpdateEvent",
  "ConversationErrorEvent",
  "TokenEvent",
]);

/** True for an event of V1, the SDK. */
export function isV1Event(event: Json | undefined): event is JsonObject {
  return isObject(event) && typeof event["kind"] === "string" && kinds.has(event["kind"]) && typeof event["source"] === "string";
}

/** An event of OpenHands V1. */
export function readV1Event(event: JsonObject, notes: Notes): Entry[] {
  const at = asString(event["timestamp"]);
  const { losses } = notes;
  switch (event["kind"]) {
    case "SystemPromptEvent":
      return [{ kind: "system", text: textIn(event["system_prompt"], losses), tools: event["tools"], at }];
    case "MessageEvent":
      return messageOf(event, losses).map((entry) => ({ ...entry, at }));
    case "ActionEvent":
      return [{ kind: "turn", answer: asString(event["llm_response_id"]), pieces: piecesOf(event, notes), at }];
    case "ObservationEvent":
      return [{ ...resultOf(event, losses), at }];
    case "AgentErrorEvent":
      return [{ kind: "result", id: callIdOf(event), text: textIn(event["error"], losses), status: "error", at }];
    case "UserRejectObservation":
      return [{ kind: "result", id: callIdOf(event), text: textIn(event["rejection_reason"], losses), status: "error", at }];
    case "ConversationErrorEvent":
      notes.termination = `${asString(event["code"]) ?? "error"}: ${asString(event["detail"]) ?? ""}`;
      return [];
    case "ConversationStateUpdateEvent":
      if (event["key"] === "execution_status" || event["key"] === "agent_status") {
        notes.termination = asString(event["value"]) ?? notes.termination ?? "";
      }
      return [];
    case "Condensation":
    case "CondensationSummaryEvent":
      losses.add("that the model saw a condensed history (the whole one is here)");
      return [];
    default:
      return [];
  }
}

function messageOf(event: JsonObject, losses: Set<string>): Entry[] {
  const message = isObject(event["llm_message"]) ? event["llm_message"] : {};
  const text = textIn(message["content"], losses);
  const extended = textIn(event["extended_content"], losses);
  if (message["role"] === "user" || event["source"] === "user") {
    return [{ kind: "user", text: [text, extended].filter((part) => part !== "").join("\n\n") }];
  }
  return [{ kind: "turn", answer: asString(event["llm_response_id"]), pieces: [...thinkingIn(message), { kind: "text", text }] }];
}

function piecesOf(event: JsonObject, notes: Notes): Piece[] {
  const call = isObject(event["tool_call"]) ? event["tool_call"] : {};
  const written = isObject(call["function"]) ? call["function"] : call;
  const name = asString(event["tool_name"]) ?? asString(written["name"]) ?? "";
  if (name === "") notes.synthesized.add("names of calls that have none");
  return [
    ...thinkingIn(event),
    { kind: "text", text: textIn(event["thought"], notes.losses) },
    { kind: "call", id: callIdOf(event), name: name === "" ? "unnamed" : name, ...argumentsOf(event, written, notes) },
  ];
}

/** As the model wrote them, else what the harness made of them. */
function argumentsOf(event: JsonObject, written: JsonObject, notes: Notes): ParsedArguments {
  if (written["arguments"] !== undefined) return parseArguments(written["arguments"]);
  notes.synthesized.add("arguments of calls, from the actions that the harness made of them");
  const { kind: _, ...action } = isObject(event["action"]) ? event["action"] : {};
  return parseArguments(action);
}

function thinkingIn(holder: JsonObject): Piece[] {
  const reasoning = asString(holder["reasoning_content"]) ?? "";
  if (reasoning.trim() !== "") return [{ kind: "reasoning", text: reasoning }];
  const blocks = holder["thinking_blocks"];
  return (Array.isArray(blocks) ? blocks : []).flatMap((block): Piece[] => {
    const text = isObject(block) ? (asString(block["thinking"]) ?? "") : "";
    return text === "" ? [] : [{ kind: "reasoning", text }];
  });
}

function resultOf(event: JsonObject, losses: Set<string>): Entry {
  const observation = isObject(event["observation"]) ? event["observation"] : {};
  const metadata = isObject(observation["metadata"]) ? observation["metadata"] : {};
  const exitCode = asNumber(observation["exit_code"]) ?? asNumber(metadata["exit_code"]);
  const content = observation["content"] ?? observation["output"] ?? observation["message"] ?? observation["error"];
  const text = textIn(content, losses);
  const failed = exitCode !== undefined && exitCode > 0 && !answersByStatus(asString(observation["command"]) ?? "", text);
  const isError = failed || observation["is_error"] === true || observation["error"] === true || typeof observation["error"] === "string";
  return { kind: "result", id: callIdOf(event), text, status: isError ? "error" : "ok", exitCode };
}

function callIdOf(event: JsonObject): string {
  return asString(event["tool_call_id"]) ?? asString(event["action_id"]) ?? asString(event["id"]) ?? "";
}

/** Text, a part, or a list of parts. */
function textIn(value: Json | undefined, losses: Set<string>): string {
  return textOfContent(isObject(value) ? [value] : value, losses);
}
