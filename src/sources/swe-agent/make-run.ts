import { RecordError } from "../../base/errors.ts";
import { asString, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { taskIn } from "../shared/coding-task.ts";
import type { StepBuilder } from "../shared/messages/step-builder.ts";
import { bashTool, submitTool } from "../shared/shell-tools.ts";
import type { SourceTrajectory } from "../source.ts";
import { agentSteps } from "./read-turns.ts";

/** What a record says of a run besides its turns. */
export interface RunFacts {
  instance: string | undefined;
  verdict: Outcome | undefined;
  reference: Json | undefined;
  exitStatus: Json | undefined;
  /** The patch or answer that was handed in. */
  submission: Json | undefined;
  model: string | undefined;
  recordId?: string | undefined;
  extra: JsonObject;
}

/**
 * Turns and facts as a trajectory. The goal is the task in the first user message. Handing in is no success.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`
 */
export function makeRun(builder: StepBuilder, facts: RunFacts): SourceTrajectory {
  const { steps, losses, synthesized } = builder;
  const prompt = steps.find((step) => step.kind === "user" && step.text.trim() !== "");
  if (prompt?.kind !== "user") {
    throw new RecordError(
      "missing_goal",
      "The SWE-agent run does not say what the agent was asked to do: there is no user message with text.",
    );
  }
  const turns = agentSteps(builder);
  if (turns.length === 0) throw new RecordError("empty_trajectory", "The SWE-agent run has no turn of the agent.");
  const names = new Set(turns.flatMap((step) => callsOf(step).map(({ name }) => name)));
  // Of functions the harness keeps no definitions; command lines need none but these.
  const inText = synthesized.has("call ids") && [...names].every((name) => name === "bash" || name === "submit");
  const tools = names.size > 0 && inText ? [bashTool, submitTool] : [];
  if (tools.length > 0) synthesized.add("tools: the shell, and submit, for actions that are command lines");
  const goal = taskIn(prompt.text);
  const { instance, verdict, submission, exitStatus, model, recordId, reference, extra } = facts;
  const patch = asString(submission) ?? "";
  const ended = asString(exitStatus) ?? "";
  return {
    task: {
      goal,
      goalFrom: "user_step",
      ...(instance === undefined ? {} : { benchmark: "swe-bench", taskId: instance }),
      groupId: groupIdOf("swe-agent", instance ?? goal),
      ...(names.has("submit") ? { finish: { name: "submit" } } : {}),
      ...(reference === undefined ? {} : { reference }),
    },
    agent: { name: "swe-agent", ...(model === undefined ? {} : { model }) },
    tools,
    steps,
    outcome: {
      ...(verdict ?? noVerdict),
      ...(ended === "" ? {} : { termination: ended }),
      ...(patch.trim() === "" ? {} : { finalAnswer: patch }),
    },
    provenance: { ...(recordId === undefined ? {} : { recordId }), losses: [...losses], synthesized: [...synthesized] },
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

const noVerdict: Outcome = {
  status: "unknown",
  by: "none",
  rule: "no report of an evaluation stands beside the run (handing in is no success)",
};
