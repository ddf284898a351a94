import type { JsonObject } from "../base/json.ts";
import type { AgentStep, Call, Step, ToolDefinition, Trajectory } from "./trajectory.ts";
import { callsOf, reasoningOf, textOf } from "./views.ts";

/** A row of messages and what of the trajectory it cannot hold. */
export interface MessagesWriting {
  row: JsonObject;
  losses: Set<string>;
}

/**
 * Writes a trajectory as OpenAI messages: `{id, messages, tools}` with arguments as JSON text, hidden reasoning as `reasoning_content` (as vLLM and
 * others have it), and the outcome as `success` and `reward` where there is one. Task, rule and origin stand in `metadata`.
 */
export function toMessages({ id, task, tools, steps, outcome, agent, provenance }: Trajectory): MessagesWriting {
  const losses = new Set<string>();
  const messages = steps.flatMap((step) => messagesOf(step, losses));
  if (!steps.some((step) => step.kind === "user")) {
    losses.add("that no user turn says the goal (one is put first)");
    const systems = steps.findIndex((step) => step.kind !== "system");
    messages.splice(Math.max(0, systems), 0, { role: "user", content: task.goal });
  }
  const row: JsonObject = { id, messages };
  if (tools.length > 0) row["tools"] = tools.map(toolOf);
  if (outcome.status !== "unknown") row["success"] = outcome.status === "success";
  // Beside no verdict a reward has a scale that nobody knows, and every reader would guess one.
  if (outcome.status !== "unknown" && outcome.reward !== undefined) row["reward"] = outcome.reward;
  row["metadata"] = {
    goal: task.goal,
    group_id: task.groupId,
    ...(task.taskId === undefined ? {} : { task_id: task.taskId }),
    ...(agent.model === undefined ? {} : { model: agent.model }),
    outcome_rule: outcome.rule,
    ...(outcome.status === "unknown" && outcome.reward !== undefined ? { reward_without_verdict: outcome.reward } : {}),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    format: provenance.format,
    file: provenance.file,
    line: provenance.line,
  };
  return { row, losses };
}

function toolOf({ name, description, parameters }: ToolDefinition): JsonObject {
  const definition: JsonObject = { name };
  if (description !== undefined) definition["description"] = description;
  if (parameters !== undefined) definition["parameters"] = parameters;
  return { type: "function", function: definition };
}

function messagesOf(step: Step, losses: Set<string>): JsonObject[] {
  if (step.at !== undefined) losses.add("times of steps");
  if (step.extra !== undefined) losses.add("extra fields of steps");
  switch (step.kind) {
    case "system":
      return [{ role: "system", content: step.text }];
    case "environment":
      losses.add("that the environment spoke without being called (written as user messages)");
      return [{ role: "user", content: step.text }];
    case "user":
      if (step.calls !== undefined && step.calls.length > 0) losses.add("calls of the user's side");
      if (step.by !== "human") losses.add("that a user turn is simulated or injected");
      return [{ role: "user", content: step.text }];
    default:
      return agentMessages(step, losses);
  }
}

function agentMessages(step: AgentStep, losses: Set<string>): JsonObject[] {
  if (step.malformed === true) losses.add("that a turn is malformed");
  if (step.reward !== undefined) losses.add("rewards of single turns");
  const calls = callsOf(step);
  const firstCall = step.blocks.findIndex(({ kind }) => kind === "call");
  if (firstCall >= 0 && firstCall < step.blocks.findLastIndex(({ kind }) => kind !== "call")) {
    losses.add("the order of words and calls within a turn");
  }
  const reasoning = reasoningOf(step);
  const turn: JsonObject = { role: "assistant", content: textOf(step) };
  if (reasoning !== "") turn["reasoning_content"] = reasoning;
  if (calls.length > 0) turn["tool_calls"] = calls.map(callOf);
  return [turn, ...calls.flatMap((call) => resultOf(call, losses))];
}

function callOf({ id, name, arguments: given, rawArguments }: Call): JsonObject {
  return { id, type: "function", function: { name, arguments: rawArguments ?? JSON.stringify(given) } };
}

function resultOf({ id, name, result }: Call, losses: Set<string>): JsonObject[] {
  if (result.status === "missing") {
    losses.add("that a call has no result (there is no message for it, which some services refuse)");
    return [];
  }
  if (result.status === "error") losses.add("that the result of a call is an error");
  return [{ role: "tool", tool_call_id: id, name, content: result.text }];
}
