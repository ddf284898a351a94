import { asString, type JsonObject } from "../../base/json.ts";
import type { AgentStep, Step } from "../../trajectory/trajectory.ts";
import { conversationToTrajectory } from "../shared/conversation-to-trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { findMessages } from "../shared/messages/find-messages.ts";
import { readMessages } from "../shared/messages/read-messages.ts";
import type { SourceTrajectory } from "../source.ts";
import { conversationOf } from "./conversation-of.ts";
import { joinToolRuns, turnsOfTools } from "./join-tool-runs.ts";
import { outcomeOf } from "./outcome-of.ts";
import { idOf, type Trace } from "./traces-of.ts";

/**
 * A trace as a trajectory. Attempts at one example of a data set (`reference_example_id`) are attempts at one task.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`, and those of `readMessages`
 */
export function readTrace(trace: Trace): SourceTrajectory {
  const { root, runs } = trace;
  const losses = new Set<string>();
  const synthesized = new Set<string>();
  const toolRuns = runs.filter((run) => run["run_type"] === "tool");
  const found = conversationOf(trace);
  const read = found?.read;
  const steps: Step[] = [...(read?.steps ?? [])];
  const calls = steps.some((step) => step.kind === "agent" && step.blocks.some(({ kind }) => kind === "call"));
  if (calls) {
    const others = joinToolRuns(steps, toolRuns, losses);
    if (others > 0) losses.add(`${others} tool runs that belong to no call`);
  } else if (toolRuns.length > 0) {
    const answer = steps.at(-1)?.kind === "agent" ? steps.splice(-1) : [];
    steps.push(...turnsOfTools(toolRuns, losses), ...answer);
    synthesized.add("the agent's turns (one for each tool run; the trace holds no message with a call)");
  }
  if (runs.length > 1) losses.add("what the runs below the root say besides messages, tools and results (times, tokens, names)");
  const answer = answerOf(root);
  const last = steps.at(-1);
  if (answer !== "" && last !== undefined && !isSaid(answer, last)) steps.push({ kind: "agent", blocks: [{ kind: "text", text: answer }] });
  const error = asString(root["error"]) ?? "";
  const example = asString(root["reference_example_id"]);
  const outcome = outcomeOf(root);
  const extra = fieldsBesides(root, readFields);
  return conversationToTrajectory("langsmith", {
    steps,
    tools: read?.tools ?? [],
    losses: new Set([...(read?.losses ?? []), ...losses]),
    synthesized: new Set([...(read?.synthesized ?? []), ...synthesized]),
    record: { id: idOf(root), ...(example === undefined ? {} : { task_id: example }) },
    outcome,
    model: found?.model,
    ...(error === "" ? {} : { termination: error.slice(0, 500) }),
    extra,
  });
}

const readFields = new Set(["id", "run_id", "inputs", "outputs", "child_runs", "reference_example_id", "feedback"]);

/** What the root gave as its answer, where that is a text. */
function answerOf(root: JsonObject): string {
  const found = findMessages(root["outputs"], "output");
  return (found === undefined ? undefined : readMessages(found.messages)?.finalAnswer) ?? "";
}

function isSaid(answer: string, last: Step): boolean {
  return last.kind === "agent" && texts(last).includes(answer);
}

function texts(step: AgentStep): string {
  return step.blocks.map((block) => (block.kind === "call" ? "" : block.text)).join("\n\n");
}
