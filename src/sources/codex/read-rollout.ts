import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step, ToolDefinition } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { readTools } from "../shared/read-tools.ts";
import { makeSession } from "../shared/sessions/make-session.ts";
import { yieldUsable } from "../shared/sessions/yield-usable.ts";
import type { SourceTrajectory } from "../source.ts";
import type { Item, Rollout } from "./read-items.ts";
import { readTurns } from "./read-turns.ts";

/**
 * The trajectories of a rollout: the conversation, and the branches that were rolled back where the rollout has them. A branch in which
 * the agent did nothing is left out.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`, `bad_call`, `unknown_role`
 */
export function* readRollout(rollout: Rollout): Iterable<SourceTrajectory> {
  const left = rollout.rollbacks - rollout.branches.length;
  const beside = left > 0 ? [`branches that were rolled back: ${left} (read them with --branches)`] : [];
  yield* yieldUsable([
    () => trajectoryOf(rollout, { items: rollout.main, beside, branch: undefined }),
    ...rollout.branches.map((items, index) => () => trajectoryOf(rollout, { items, beside: [], branch: `branch-${index + 1}` })),
  ]);
}

interface Way {
  items: readonly Item[];
  beside: readonly string[];
  branch: string | undefined;
}

/** What of the header has a place of its own. */
const headerFields = new Set([
  "id",
  "session_id",
  "timestamp",
  "cli_version",
  "originator",
  "instructions",
  "base_instructions",
  "dynamic_tools",
]);

function trajectoryOf({ meta, input, losses }: Rollout, { items, beside, branch }: Way): SourceTrajectory {
  const caller = callerOf(meta["source"]);
  const read = readTurns(items, input, caller === undefined ? "human" : "simulated");
  const system = systemOf(meta);
  const id = asString(meta["id"]) ?? asString(meta["session_id"]);
  const version = asString(meta["cli_version"]);
  // A sub-agent's rollout is a file of its own; the caller names it in the same way.
  const part = [caller === undefined || id === undefined ? undefined : `agent-${id}`, branch]
    .filter((name) => name !== undefined)
    .join(" ");
  const place = asString(meta["cwd"]) ?? cwdOf(items);
  return makeSession({
    format: "codex",
    agent: {
      name: asString(meta["originator"]) ?? "codex",
      ...(version === undefined ? {} : { version }),
      ...(read.model === undefined ? {} : { model: read.model }),
    },
    tools: toolsOf(meta["dynamic_tools"], read.losses),
    steps: system === undefined ? read.steps : [system, ...read.steps],
    ...(place === undefined ? {} : { place }),
    ...(read.termination === undefined ? {} : { termination: read.termination }),
    cutShort: read.cutShort,
    ...(id === undefined ? {} : { recordId: id }),
    ...(part === "" ? {} : { part }),
    losses: [...losses, ...beside, ...read.losses],
    synthesized: [...read.synthesized],
    extra: fieldsBesides(meta, headerFields) ?? {},
  });
}

/** What the model was told first. Early versions logged only what the user's files add to that. */
function systemOf(meta: JsonObject): Step | undefined {
  const base = meta["base_instructions"];
  const text = isObject(base) ? asString(base["text"]) : (asString(base) ?? asString(meta["instructions"]));
  return text === undefined || text.trim() === "" ? undefined : { kind: "system", text };
}

/** What is told of the agent that started this one. */
function callerOf(source: Json | undefined): Json | undefined {
  return isObject(source) ? source["subagent"] : undefined;
}

function cwdOf(items: readonly Item[]): string | undefined {
  return asString(items.find(({ kind }) => kind === "turn_context")?.payload["cwd"]);
}

function toolsOf(tools: Json | undefined, losses: Set<string>): ToolDefinition[] {
  if (!Array.isArray(tools)) return [];
  return readTools(
    tools.map((tool) => (isObject(tool) && isObject(tool["inputSchema"]) ? { ...tool, parameters: tool["inputSchema"] } : tool)),
    losses,
  );
}
