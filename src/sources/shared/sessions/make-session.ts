import { RecordError } from "../../../base/errors.ts";
import type { JsonObject } from "../../../base/json.ts";
import { groupIdOf } from "../../../trajectory/identity.ts";
import type { Step, ToolDefinition, Trajectory } from "../../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../../trajectory/views.ts";
import type { SourceTrajectory } from "../../source.ts";
import { wasStopped } from "./stopped-request.ts";

/** What is known of one conversation with a coding agent. */
export interface SessionParts {
  /** Name of the format; tasks of different formats are different tasks. */
  format: string;
  agent: Trajectory["agent"];
  tools: ToolDefinition[];
  steps: Step[];
  /** What was asked, where it is not what a person or a calling agent said first. It must stand in a user step. */
  goal?: string;
  /** Working directory: the same words in another project ask for another thing. */
  place?: string;
  /** How the session ended, in its own words. */
  termination?: string;
  /** The agent was stopped: its last words are no answer. */
  cutShort?: boolean;
  recordId?: string;
  part?: string;
  formatVersion?: string;
  losses: readonly string[];
  synthesized: readonly string[];
  extra?: JsonObject;
}

/**
 * Puts the parts of a session together. The goal is the first request; later ones stay steps of the same trajectory (decision 19). Session
 * files hold no verdict, so the outcome is unknown.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`
 */
export function makeSession(parts: SessionParts): SourceTrajectory {
  const { steps } = parts;
  if (steps.every((step) => step.kind !== "agent")) {
    throw new RecordError("empty_trajectory", "The session holds no turn of the agent.");
  }
  const goal = parts.goal ?? firstRequest(steps);
  if (goal === undefined) {
    throw new RecordError("missing_goal", "The session does not say what the agent was asked to do: no person wrote a message with text.");
  }
  const answer = parts.cutShort === true ? undefined : finalAnswerOf(steps);
  return {
    task: { goal, goalFrom: "user_step", groupId: groupIdOf(parts.format, `${parts.place ?? ""}\n${goal}`) },
    agent: parts.agent,
    tools: parts.tools,
    steps,
    outcome: {
      status: "unknown",
      by: "none",
      rule: "the session file holds no verdict",
      ...(parts.termination === undefined ? {} : { termination: parts.termination }),
      ...(answer === undefined ? {} : { finalAnswer: answer }),
    },
    provenance: {
      ...(parts.recordId === undefined ? {} : { recordId: parts.recordId }),
      ...(parts.part === undefined ? {} : { part: parts.part }),
      ...(parts.formatVersion === undefined ? {} : { formatVersion: parts.formatVersion }),
      losses: [...parts.losses],
      synthesized: [...parts.synthesized],
    },
    ...(parts.extra === undefined || Object.keys(parts.extra).length === 0 ? {} : { extra: parts.extra }),
  };
}

/** The first text of a person, or of the agent that called this one. A request that was stopped at once counts when there is no other. */
function firstRequest(steps: readonly Step[]): string | undefined {
  const asking = steps.flatMap((step) => (step.kind === "user" && step.by !== "injected" && step.text.trim() !== "" ? [step] : []));
  return (asking.find((step) => !wasStopped(step)) ?? asking[0])?.text;
}

/** The agent's last words, when it ended with words and nobody asked for more. */
function finalAnswerOf(steps: readonly Step[]): string | undefined {
  const at = steps.findLastIndex((step) => step.kind === "agent");
  const last = steps[at];
  if (last?.kind !== "agent" || callsOf(last).length > 0) return undefined;
  if (steps.slice(at + 1).some((step) => step.kind === "user" && step.by !== "injected")) return undefined;
  const text = textOf(last);
  return text === "" ? undefined : text;
}
