import type { ToolDefinition, Trajectory } from "../trajectory/trajectory.ts";
import { identify } from "../trajectory/identity.ts";
import type { SuppliedOutcome, SuppliedOutcomes } from "./outcomes-file.ts";

/** What the user says of runs whose format cannot say it. Plain data, so that it can be sent to another thread. */
export interface Supplied {
  /** Tools for trajectories whose record names none. */
  tools?: readonly ToolDefinition[];
  /** System prompt for trajectories whose record holds none. */
  system?: string;
  /** Outcomes by id. They count before those of the record. */
  outcomes?: SuppliedOutcomes;
}

/**
 * Puts into a trajectory what the user supplied and its record lacks, and lists it in the provenance.
 *
 * @returns the trajectory itself when there is nothing to put in
 */
export function supply(trajectory: Trajectory, { tools = [], system, outcomes }: Supplied): Trajectory {
  const outcome = outcomes === undefined ? undefined : findOutcome(trajectory, outcomes);
  const lacksTools = trajectory.tools.length === 0 && tools.length > 0;
  const lacksSystem = system !== undefined && !hasSystem(trajectory);
  if (outcome === undefined && !lacksTools && !lacksSystem) return trajectory;

  const { id: _old, ...draft } = trajectory;
  const losses = [...draft.provenance.losses];
  const synthesized = [...draft.provenance.synthesized];
  if (lacksTools) {
    draft.tools = [...tools];
    synthesized.push("tools: from --tools, the record has none");
  }
  if (lacksSystem) {
    draft.steps = [{ kind: "system", text: system }, ...draft.steps];
    synthesized.push("system prompt: from --system, the record has none");
  }
  if (outcome !== undefined) {
    const own = draft.outcome;
    if (own.status !== "unknown" && own.status !== outcome.status)
      losses.push(`outcome of the record (${own.rule}): --outcomes says otherwise`);
    draft.outcome = withVerdict(own, outcome);
    synthesized.push("outcome: from --outcomes");
  }
  return identify({ ...draft, provenance: { ...draft.provenance, losses, synthesized } });
}

/** A system message in the middle of a run is no system prompt, but one before the agent's first turn is. */
function hasSystem({ steps }: Trajectory): boolean {
  const firstTurn = steps.findIndex((step) => step.kind === "agent");
  return steps.slice(0, Math.max(0, firstTurn)).some((step) => step.kind === "system");
}

function withVerdict(own: Trajectory["outcome"], { status, rule, reward, reason }: SuppliedOutcome): Trajectory["outcome"] {
  const outcome: Trajectory["outcome"] = { ...own, status, by: "verifier", rule };
  if (reward !== undefined) outcome.reward = reward;
  else delete outcome.reward;
  if (reason !== undefined) outcome.reason = reason;
  return outcome;
}

function findOutcome({ id, task, provenance }: Trajectory, { byId }: SuppliedOutcomes): SuppliedOutcome | undefined {
  const { file, line, recordId } = provenance;
  const name = file.slice(file.lastIndexOf("/") + 1);
  // From what names one run to what names several.
  for (const candidate of [id, recordId, `${file}:${line}`, `${name}:${line}`, task.taskId, file, name, name.replace(/\..*$/, "")]) {
    const found = candidate === undefined ? undefined : byId.get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}
