import { withoutPassages } from "../cut-passages.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import type { Edit, Relabel } from "../relabel.ts";
import type { AgentStep, Step, Trajectory } from "../../trajectory/trajectory.ts";
import { closingTurn } from "./closing-turn.ts";
import type { Sample, SampleMessage } from "./sample.ts";
import { toMessages, type KeptStep } from "./to-messages.ts";
import { underGoal } from "../under-goal.ts";

/**
 * Stage 4 for one accepted goal: the kept turns of the run under the hindsight goal.
 *
 * @param number the goal's number among those of the run, from 1; part of the sample's id
 * @param analysis gives failure type, and the weight where the pair has none of its own; null (a run nobody analysed) counts as weight 1
 * @returns the sample, or null when no turn of it would carry loss, or the user asks only after its last turn
 */
export function hindsightSample(trajectory: Trajectory, relabel: Relabel, number: number, analysis: FailureAnalysis | null): Sample | null {
  return relabeledSample(trajectory, relabel, number, analysis, relabel.goal);
}

/** The same turns with the original goal: what the goal contrast rejects. Its id ends in `-original`. */
export function originalGoalSample(
  trajectory: Trajectory,
  relabel: Relabel,
  number: number,
  analysis: FailureAnalysis | null,
): Sample | null {
  const sample = relabeledSample(trajectory, relabel, number, analysis, null);
  return sample === null ? null : { ...sample, id: `${sample.id}-original` };
}

function relabeledSample(
  trajectory: Trajectory,
  relabel: Relabel,
  number: number,
  analysis: FailureAnalysis | null,
  goal: string | null,
): Sample | null {
  const { steps, opening } = underGoal(trajectory, goal);
  const closing = relabel.closing === null ? null : closingTurn(trajectory, relabel.closing.text);
  const messages = toMessages(keptSteps(steps, relabel, goal), opening, closing);
  if (messages.length === 0) return null;
  // A prefix that ends before the user asks demonstrates nothing.
  if (goal !== null && trajectory.task.hidden !== true && !messages.some((message) => isAsked(message, goal))) return null;
  const { format, file, line } = trajectory.provenance;
  return {
    id: `${trajectory.id}-${number}`,
    trajectoryId: trajectory.id,
    groupId: trajectory.task.groupId,
    kind: "hindsight",
    goal: goal ?? trajectory.task.goal,
    originalGoal: trajectory.task.goal,
    strategy: relabel.strategy,
    tools: trajectory.tools,
    messages,
    weight: relabel.weight ?? analysis?.weight ?? 1,
    confidence: relabel.confidence,
    failureType: analysis?.type ?? null,
    edited: relabel.edits.length > 0,
    source: { format, file, line },
  };
}

function isAsked(message: SampleMessage, goal: string): boolean {
  return (message.role === "user" || message.role === "system") && message.content.includes(goal);
}

/** The steps up to the prefix's end, with edits applied and masks noted. */
function keptSteps(steps: readonly Step[], relabel: Relabel, goal: string | null): KeptStep[] {
  const masks = new Map(relabel.masks.map((mask) => [mask.step, mask.reason]));
  const edits = new Map<number, Edit>();
  for (const edit of relabel.edits) if (edits.get(edit.step)?.kind !== "cut_step") edits.set(edit.step, edit);
  const kept: KeptStep[] = [];
  steps.slice(0, relabel.prefixEnd).forEach((step, index) => {
    const number = index + 1;
    const edit = edits.get(number);
    if (edit?.kind === "cut_step") return;
    kept.push({ step: edit === undefined ? step : edited(step, edit, goal), number, maskReason: masks.get(number) ?? null });
  });
  return kept;
}

function edited(step: Step, edit: Edit, goal: string | null): Step {
  if (edit.kind === "ask_goal") return step.kind === "user" && goal !== null ? { ...step, text: goal } : step;
  if (edit.kind === "rewrite_user") return step.kind === "user" ? { ...step, text: edit.text } : step;
  if (edit.kind === "cut_demand") return step.kind === "system" ? { ...step, text: withoutPassages(step.text, edit.passages) } : step;
  if (step.kind !== "agent") return step;
  const silent = withoutText(step);
  return edit.kind === "rewrite_text" ? { ...silent, blocks: [{ kind: "text", text: edit.text }, ...silent.blocks] } : silent;
}

function withoutText(step: AgentStep): AgentStep {
  return { ...step, blocks: step.blocks.filter((block) => block.kind === "call") };
}
