import { shownEvidence } from "../../evidence/shown.ts";
import { oldGoalStem, oldGoalStems } from "../../evidence/coherence.ts";
import { spokenStems } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import type { GoalAnswer } from "../prompting/answer.ts";
import { requestMark } from "../prompting/mask-request.ts";
import type { Claim, Closing, Edit, Mask, RefusedRelabel } from "../relabel.ts";
import type { Evidence } from "../replay-outcome.ts";
import type { Proposal } from "../stage.ts";
import { firstShown } from "./shown-values.ts";
import { standAlone } from "./stand-alone.ts";
import { standardMasks } from "./standard-masks.ts";
import { isDialogue } from "./view.ts";

/** What a model may do to a run beyond masks and cuts. */
export interface ModelEdits {
  /** `quote`: a run that ends without a fitting answer may get one made of quoted facts. */
  closing: "quote" | "none";
  /** The model may rewrite words of the agent, and write a closing answer in its own. */
  editThoughts: boolean;
  /** The model may rewrite what a simulated user says, and leave out turns of it. */
  editDialogue: boolean;
}

/**
 * A model's goal as a proposal: quotes made verbatim, steps brought into range, the masks that hold under any goal added, words that only the old
 * goal explains cut. What cannot be made whole is refused, with the reason.
 */
export function proposalOf(trajectory: Trajectory, answer: GoalAnswer, allowed: ModelEdits): Proposal | RefusedRelabel {
  const goal = answer.goal.replaceAll(/\s+/g, " ").trim();
  const { strategy } = answer;
  const refuse = (reason: string, detail: string): RefusedRelabel => ({ goal, strategy, reason, detail });
  if (goal === "" || goal.includes(requestMark)) return refuse("no_goal", "the model gave no goal");
  if (!answer.valid) return refuse("no_goal", `the model itself calls it invalid: ${answer.rationale}`);
  const named = endOf(trajectory, answer.prefixEnd);
  if (named === undefined) return refuse("no_goal", `the run has no step ${answer.prefixEnd} to end with`);
  const alone = answer.standsAlone && isDialogue(trajectory) ? standAlone(trajectory, goal, named) : undefined;
  if (typeof alone === "string") return refuse("no_goal", alone);
  const prefixEnd = alone?.prefixEnd ?? named;
  const claims: Claim[] = [];
  for (const { text, evidence } of answer.claims) {
    const shown = verbatim(trajectory, evidence, prefixEnd);
    if (shown.length === 0) return refuse("unsupported_claim", `the run does not show «${text.slice(0, 160)}»`);
    claims.push({ text, evidence: shown });
  }
  if (claims.length === 0) return refuse("unsupported_claim", "the goal comes without a claim that could be checked");
  const closing = closingOf(trajectory, answer, allowed, prefixEnd);
  if (closing === "refused") return refuse("unsupported_claim", "the closing answer has no quote that the run shows");
  if (alone !== undefined && closing === null) return refuse("no_goal", "nothing answers a goal that stands alone");
  const masks = masksOf(trajectory, answer, prefixEnd);
  const edits = alone?.edits ?? editsOf(trajectory, goal, answer, allowed, prefixEnd, masks);
  return {
    goal,
    strategy,
    prefixEnd,
    claims,
    masks,
    edits,
    // After an answer another one would be two turns of the agent in a row; whether the first fits is for the judge.
    closing: endsWithAnswer(trajectory, prefixEnd, edits) ? null : closing,
    confidence: Math.max(0, Math.min(1, answer.confidence)),
  };
}

/** The end of the prefix: the step named, or the last agent step before it, so that a pair does not end with somebody else's words. */
function endOf(trajectory: Trajectory, named: number): number | undefined {
  const end = Math.min(Math.trunc(named), trajectory.steps.length);
  const last = trajectory.steps.slice(0, Math.max(0, end)).findLastIndex((step) => step.kind === "agent");
  return last === -1 ? undefined : last + 1;
}

function verbatim(trajectory: Trajectory, given: readonly Evidence[], prefixEnd: number): Evidence[] {
  return given.flatMap((one) => {
    const shown = Number.isInteger(one.step) && one.step >= 1 && one.step <= prefixEnd ? shownEvidence(trajectory, one) : undefined;
    return shown === undefined ? [] : [shown];
  });
}

function closingOf(trajectory: Trajectory, { closing }: GoalAnswer, allowed: ModelEdits, prefixEnd: number): Closing | null | "refused" {
  if (closing === null || closing.text.trim() === "") return null;
  if (allowed.closing === "none" && !allowed.editThoughts) return null;
  const evidence = verbatim(trajectory, closing.evidence, prefixEnd);
  if (evidence.length === 0) return "refused";
  return { text: closing.text.trim(), evidence, ...(allowed.editThoughts ? { by: "model" as const } : {}) };
}

function endsWithAnswer({ steps }: Trajectory, prefixEnd: number, edits: readonly Edit[]): boolean {
  const last = steps[prefixEnd - 1];
  const isCut = edits.some(({ kind, step }) => kind === "cut_step" && step === prefixEnd);
  return last?.kind === "agent" && callsOf(last).length === 0 && !isCut;
}

function masksOf(trajectory: Trajectory, answer: GoalAnswer, prefixEnd: number): Mask[] {
  const masks = new Map(standardMasks(trajectory, prefixEnd).map((mask) => [mask.step, mask]));
  for (const step of agentSteps(trajectory, answer.maskSteps, prefixEnd)) {
    if (!masks.has(step)) masks.set(step, { step, reason: "dead_end" });
  }
  return [...masks.values()].toSorted((a, b) => a.step - b.step);
}

function editsOf(
  trajectory: Trajectory,
  goal: string,
  answer: GoalAnswer,
  allowed: ModelEdits,
  prefixEnd: number,
  masks: readonly Mask[],
): Edit[] {
  const edits = new Map<number, Edit>();
  for (const { step, text } of answer.rewrites) {
    const at = trajectory.steps[step - 1];
    if (at === undefined || step > prefixEnd) continue;
    if (text.trim() === "") {
      if (at.kind !== "user" || at.by !== "simulated" || !allowed.editDialogue) continue;
      edits.set(step, { kind: "cut_step", step, reason: "left out by the model, because it asks for something else" });
      continue;
    }
    const reason = "rewritten by the model to fit the goal";
    if (at.kind === "agent" && allowed.editThoughts) edits.set(step, { kind: "rewrite_text", step, text, reason });
    if (at.kind === "user" && at.by === "simulated" && allowed.editDialogue) edits.set(step, { kind: "rewrite_user", step, text, reason });
  }
  for (const step of agentSteps(trajectory, answer.silenceSteps, prefixEnd)) {
    if (!edits.has(step)) edits.set(step, silence(trajectory, step, "the model finds that it does not fit the goal"));
  }
  for (const { step, stem } of oldGoalTurns(trajectory, goal, prefixEnd)) {
    if (edits.has(step) || masks.some((mask) => mask.step === step)) continue;
    const edit = silence(trajectory, step, `speaks of the old goal («${stem}»)`);
    // Last words without a call are the answer. Without them the pair would be another one, so they are left to check and judge.
    if (step === prefixEnd && answer.closing === null && edit.kind === "cut_step") continue;
    edits.set(step, edit);
  }
  return [...edits.values()].toSorted((a, b) => a.step - b.step);
}

/** The words of a turn with calls go, its calls stay; a turn without calls goes whole. */
function silence(trajectory: Trajectory, step: number, reason: string): Edit {
  const at = trajectory.steps[step - 1];
  const calls = at?.kind === "agent" ? callsOf(at).length : 0;
  return { kind: calls > 0 ? "cut_text" : "cut_step", step, reason };
}

function oldGoalTurns(trajectory: Trajectory, goal: string, prefixEnd: number): Array<{ step: number; stem: string }> {
  if (trajectory.task.hidden === true) return [];
  const old = oldGoalStems(trajectory.task.goal, goal);
  return trajectory.steps.slice(0, prefixEnd).flatMap((step, index) => {
    if (step.kind !== "agent") return [];
    const stem = oldGoalStem(spokenStems(step), old, (one) => firstShown(trajectory, one) > index + 1);
    return stem === undefined ? [] : [{ step: index + 1, stem }];
  });
}

function agentSteps(trajectory: Trajectory, steps: readonly number[], prefixEnd: number): number[] {
  return [...new Set(steps)].filter((step) => step <= prefixEnd && trajectory.steps[step - 1]?.kind === "agent");
}
