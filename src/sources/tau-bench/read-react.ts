import { asString, isObject, tryParseJson, type Json } from "../../base/json.ts";
import type { AgentStep, Block, Call } from "../../trajectory/trajectory.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { readOpenAiMessages, type ReadMessages } from "../shared/messages/read-openai.ts";

const OUTPUT = "API output: ";

/** True for the text strategies (ReAct and Act), in which calls and their results are text. */
export function isReact(messages: readonly Json[]): boolean {
  let actions = 0;
  for (const message of messages) {
    if (!isObject(message)) continue;
    if (Array.isArray(message["tool_calls"]) && message["tool_calls"].length > 0) return false;
    if (message["role"] === "assistant" && /(^|\n)Action:\s*\{/.test(asString(message["content"]) ?? "")) actions += 1;
  }
  return actions > 0;
}

/**
 * Reads a dialogue of the text strategies as tau-bench runs it: what follows the last `Action:` is a call as JSON, `respond` is what the
 * user is told, and what is not JSON is told to the user as it is. Results come back as user messages "API output: ...".
 */
export function readReact(messages: readonly Json[]): ReadMessages {
  const read = readOpenAiMessages(messages, { userBy: "simulated" });
  const steps: ReadMessages["steps"] = [];
  let waiting: Call | undefined;
  for (const step of read.steps) {
    if (step.kind === "agent") {
      const turn = readTurn(step, steps.length + 1);
      steps.push(turn.step);
      waiting = turn.call;
    } else if (step.kind === "user" && waiting !== undefined && step.text.startsWith(OUTPUT)) {
      const text = step.text.slice(OUTPUT.length);
      waiting.result = { status: text.startsWith("Error") ? "error" : "ok", text };
      waiting = undefined;
    } else steps.push(step);
  }
  read.synthesized.add("call ids");
  read.losses.add("the wording Thought, Action and API output around turns and results");
  return { ...read, steps };
}

function readTurn(step: AgentStep, number: number): { step: AgentStep; call?: Call } {
  const written = step.blocks.map((block) => (block.kind === "text" ? block.text : "")).join("\n");
  const at = written.lastIndexOf("Action:");
  const thought = (at < 0 ? "" : written.slice(0, at)).replace(/^\s*Thought:\s*/, "").trim();
  const action = (at < 0 ? written : written.slice(at + "Action:".length)).trim();
  const blocks: Block[] = thought === "" ? [] : [{ kind: "reasoning", text: thought }];
  const parsed = tryParseJson(action);
  const name = parsed.ok && isObject(parsed.value) ? asString(parsed.value["name"]) : undefined;
  if (!parsed.ok || !isObject(parsed.value) || name === undefined || name === "") {
    return { step: { ...step, blocks: [...blocks, { kind: "text", text: action }] } };
  }
  const given = parseArguments(parsed.value["arguments"]);
  if (name === "respond") {
    return { step: { ...step, blocks: [...blocks, { kind: "text", text: asString(given.arguments["content"]) ?? action }] } };
  }
  const call: Call = { id: `call_${number}`, name, ...given, result: { status: "missing", text: "" } };
  return { step: { ...step, blocks: [...blocks, { kind: "call", call }] }, call };
}
