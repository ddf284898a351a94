import type { Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import type { Problem, VerdictAnswer } from "../prompting/answer.ts";
import type { Edit, Mask } from "../relabel.ts";
import type { Proposal } from "../stage.ts";

/**
 * The proposal with a judge's repair: more masks, words left out, an earlier end. The goal stays. Whether it then holds is for the checks and the judges to
 * say; this only makes it.
 *
 * @returns null when the repair changes nothing or leaves nothing of the pair
 */
export function repaired(trajectory: Trajectory, proposal: Proposal, { repair, problem }: VerdictAnswer): Proposal | null {
  if (repair === null) return null;
  const prefixEnd = earlierEnd(trajectory, proposal, repair.prefixEnd);
  if (prefixEnd === undefined) return null;
  const isAgent = (step: number): boolean => step <= prefixEnd && trajectory.steps[step - 1]?.kind === "agent";
  const masks = new Map(proposal.masks.filter((mask) => mask.step <= prefixEnd).map((mask) => [mask.step, mask]));
  for (const step of repair.maskSteps.filter(isAgent)) if (!masks.has(step)) masks.set(step, { step, reason: maskReasons[problem] });
  const edits = new Map(proposal.edits.filter((edit) => edit.step <= prefixEnd).map((edit) => [edit.step, edit]));
  for (const step of repair.silenceSteps.filter(isAgent)) edits.set(step, silence(trajectory, step, problem));
  const changed =
    prefixEnd < proposal.prefixEnd ||
    masks.size > proposal.masks.length ||
    [...edits.values()].some((edit) => !proposal.edits.includes(edit));
  if (!changed) return null;
  return { ...proposal, prefixEnd, masks: byStep(masks.values()), edits: byStep(edits.values()) };
}

function byStep<Item extends { step: number }>(items: Iterable<Item>): Item[] {
  return [...items].toSorted((a, b) => a.step - b.step);
}

const maskReasons: Record<Problem, Mask["reason"]> = {
  none: "dead_end",
  unsupported: "unsupported_text",
  incomplete: "dead_end",
  wrong: "unsupported_text",
  incoherent: "old_goal",
  leak: "dead_end",
  unnatural: "dead_end",
  trivial: "dead_end",
};

function earlierEnd(trajectory: Trajectory, { prefixEnd, closing }: Proposal, wanted: number | null): number | undefined {
  if (wanted === null || wanted >= prefixEnd) return prefixEnd;
  const end = trajectory.steps.slice(0, Math.max(0, Math.trunc(wanted))).findLastIndex((step) => step.kind === "agent") + 1;
  if (end === 0) return undefined;
  // A closing answer that was written for the later end may speak of what is now gone; the check of its quotes decides.
  return closing !== null && closing.evidence.some((one) => one.step > end) ? undefined : end;
}

function silence(trajectory: Trajectory, step: number, problem: Problem): Edit {
  const at = trajectory.steps[step - 1];
  const kind = at?.kind === "agent" && callsOf(at).length > 0 ? "cut_text" : "cut_step";
  return { kind, step, reason: `a judge finds its words ${problem === "none" ? "at fault" : problem}` };
}
