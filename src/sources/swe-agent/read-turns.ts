import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { AgentStep } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { readOpenAiCall } from "../shared/messages/read-openai.ts";
import { StepBuilder, type Piece } from "../shared/messages/step-builder.ts";
import { textOfContent } from "../shared/read-content.ts";
import { splitThinking } from "../shared/split-thinking.ts";
import { callOf, turnIn } from "./action-in.ts";

/**
 * Reads messages of SWE-agent, whose turns are function calls, a field `action`, or have the call in their text. What the user's side says after a call is its
 * result; what it says after a turn without one is the harness asking for another turn, and that turn was malformed. Demonstrations are
 * dropped and told.
 *
 * @returns the builder with the steps, in which a last call can be without its result
 * @throws RecordError `bad_call`, `foreign_part`
 */
export function readTurns(history: readonly Json[]): StepBuilder {
  const builder = new StepBuilder("human");
  let demonstrations = 0;
  for (const message of history) {
    if (!isObject(message)) builder.losses.add("messages that are no objects");
    else if (message["is_demo"] === true) demonstrations += 1;
    else readMessage(message, builder);
  }
  if (demonstrations > 0) builder.losses.add(`demonstrations in the prompt (${demonstrations} messages)`);
  return builder;
}

function readMessage(message: JsonObject, builder: StepBuilder): void {
  const text = textOfContent(message["content"] ?? message["text"] ?? message["system_prompt"], builder.losses);
  switch (message["role"]) {
    case "system":
      builder.system(text, {});
      break;
    case "assistant":
    case "ai":
      builder.turn(piecesOf(message, text, builder.losses), {});
      break;
    case "tool":
      builder.result({ id: calledBy(message), name: undefined, text, status: "ok" });
      break;
    default:
      readReply(text, builder);
  }
}

function calledBy(message: JsonObject): string | undefined {
  const ids = message["tool_call_ids"];
  return Array.isArray(ids) ? asString(ids[0]) : asString(message["tool_call_id"]);
}

function readReply(text: string, builder: StepBuilder): void {
  const last = builder.steps.at(-1);
  if (last?.kind !== "agent") {
    builder.user(text, {});
    return;
  }
  if (callsOf(last).some(({ result }) => result.status === "missing")) {
    builder.result({ id: undefined, name: undefined, text: text.replace(/^(?:OBSERVATION:\n|Observation: )/, ""), status: "ok" });
    return;
  }
  // A second answer to one call, or a reminder.
  if (callsOf(last).length === 0) last.malformed = true;
  builder.endTurn();
  builder.steps.push({ kind: "user", text, by: "injected" });
}

function piecesOf(message: JsonObject, text: string, losses: Set<string>): Piece[] {
  const pieces: Piece[] = thinkingIn(message);
  const written = message["tool_calls"];
  const calls = Array.isArray(written) ? written : [];
  if (calls.length > 0) {
    pieces.push(...splitThinking(text));
    for (const call of calls) pieces.push({ kind: "call", ...readOpenAiCall(call, losses) });
    return pieces;
  }
  const action = asString(message["action"]);
  const turn = action === undefined ? turnIn(text) : { thought: asString(message["thought"]) ?? text, call: callOf(action) };
  if (turn.call === undefined) return [...pieces, ...splitThinking(text)];
  return [...pieces, ...splitThinking(turn.thought.trim()), { kind: "call", id: undefined, ...turn.call }];
}

/** What the provider gave back as the model's thinking. */
function thinkingIn(message: JsonObject): Piece[] {
  const blocks = message["thinking_blocks"];
  const texts = Array.isArray(blocks) ? blocks.map((block) => (isObject(block) ? (asString(block["thinking"]) ?? "") : "")) : [];
  const reasoning = asString(message["reasoning_content"]) ?? "";
  return (texts.length > 0 ? texts : [reasoning]).filter((text) => text.trim() !== "").map((text) => ({ kind: "reasoning", text }));
}

/** The steps of the agent, in order. */
export function agentSteps({ steps }: Pick<StepBuilder, "steps">): AgentStep[] {
  return steps.filter((step) => step.kind === "agent");
}
