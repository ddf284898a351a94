import { asString, isObject, type JsonObject } from "../../base/json.ts";
import type { Thread } from "./threads.ts";
import { blocksOf } from "./select-paths.ts";

/** Which call began which run of a sub-agent. */
export interface Callers {
  /** Name of each sub-agent's run: `agent-<id>`, or `sidechain-<number>` where the file gives no id. */
  parts: ReadonlyMap<Thread, string>;
  /** The same names by the id of the call that began the run. */
  partByCall: ReadonlyMap<string, string>;
  /** Id of the call that began a run, where it is known. */
  callOf: ReadonlyMap<Thread, string>;
}

/**
 * Joins the runs of sub-agents to the calls that began them: by the agent's id in the call's result, else by the prompt that the call gives
 * and the run begins with.
 */
export function callersOf(sessions: readonly Thread[], agents: readonly Thread[]): Callers {
  const calls = callsIn([...sessions, ...agents]);
  const parts = new Map<Thread, string>();
  const partByCall = new Map<string, string>();
  const callOf = new Map<Thread, string>();
  for (const [index, thread] of agents.entries()) {
    const part = thread.agentId === undefined ? `sidechain-${index + 1}` : `agent-${thread.agentId}`;
    parts.set(thread, part);
    const call =
      (thread.agentId === undefined ? undefined : calls.byAgent.get(thread.agentId)) ??
      takeFirst(calls.byPrompt.get(promptOf(thread) ?? ""));
    if (call === undefined) continue;
    calls.byPrompt.get(promptOf(thread) ?? "")?.delete(call);
    partByCall.set(call, part);
    callOf.set(thread, call);
  }
  // A sub-agent whose lines stand in a file of their own has the same name there.
  for (const [agentId, call] of calls.byAgent) if (!partByCall.has(call)) partByCall.set(call, `agent-${agentId}`);
  return { parts, partByCall, callOf };
}

/** Each call begins one run, so it is taken out. */
function takeFirst(ids: Set<string> | undefined): string | undefined {
  const [first] = ids ?? [];
  if (first !== undefined) ids?.delete(first);
  return first;
}

interface AgentCalls {
  byAgent: Map<string, string>;
  /** Ids of the calls that give a prompt, in order: the same one can be given several times. */
  byPrompt: Map<string, Set<string>>;
}

function callsIn(threads: readonly Thread[]): AgentCalls {
  const calls: AgentCalls = { byAgent: new Map(), byPrompt: new Map() };
  for (const { entries } of threads) {
    for (const { kind, value, message } of entries) {
      if (kind === "agent") for (const block of blocksOf(message)) addPrompt(calls, block);
      const details = value["toolUseResult"];
      const agentId = isObject(details) ? asString(details["agentId"]) : undefined;
      const id =
        agentId === undefined ? undefined : asString(blocksOf(message).find((block) => block["type"] === "tool_result")?.["tool_use_id"]);
      if (agentId !== undefined && id !== undefined) calls.byAgent.set(agentId, id);
    }
  }
  return calls;
}

function addPrompt({ byPrompt }: AgentCalls, { type, id, input }: JsonObject): void {
  if (type !== "tool_use" || typeof id !== "string" || !isObject(input)) return;
  const prompt = asString(input["prompt"]);
  if (prompt === undefined) return;
  const known = byPrompt.get(prompt);
  if (known === undefined) byPrompt.set(prompt, new Set([id]));
  else known.add(id);
}

/** What the calling agent asked for: the text of the first message. */
function promptOf({ entries }: Thread): string | undefined {
  const first = entries.find(({ kind }) => kind === "user")?.message;
  if (first === undefined) return undefined;
  return asString(first["content"]) ?? asString(blocksOf(first).find((block) => block["type"] === "text")?.["text"]);
}
