import { SideTable } from "../../base/side-table.ts";
import type { ReadCall } from "../../evidence/reading.ts";
import { oldGoalStem, unseenValues } from "../../evidence/coherence.ts";
import { callKey, spokenStems } from "../../evidence/reading.ts";
import { knownStems } from "../../evidence/words.ts";
import type { AgentStep, Call, Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, reasoningOf, textOf } from "../../trajectory/views.ts";
import type { Edit, Mask } from "../relabel.ts";
import type { GoalDraft, RunView } from "./goal-draft.ts";
import { planningStems, strangeMeasure } from "./planning-words.ts";

/** What has to be masked and cut so that the kept turns fit a goal. */
export interface Fit {
  masks: Mask[];
  edits: Edit[];
}

/**
 * Fits the turns up to the goal's prefix end to the new goal.
 *
 * Calls that failed, were repeated, or do not lead to the answer stay in the context and are masked. Of the words around calls only those stay
 * that the new goal explains: each subject word must be the goal's, the call's own, shown by an observation that belongs to the goal, or plain
 * talk of planning. Everything else was said under the old goal, and is cut. A turn that is cut whole takes the harness's complaint about it
 * along.
 *
 * @param keepLast the turn at the prefix end is the run's own answer and was checked by whoever proposed the goal
 */
export function fitToGoal(run: RunView, draft: GoalDraft, goal: string, keepLast: boolean): Fit {
  const { steps } = run.trajectory;
  const fit: Fit = { masks: [], edits: [] };
  const known = knowledgeOf(run, goal);
  const done: Done = { any: new Set(), supporting: new Set() };
  for (let index = 0; index < draft.prefixEnd; index++) {
    const step = steps[index];
    const number = index + 1;
    if (step === undefined) break;
    if (step.kind !== "agent") {
      if (isComplaintAboutCut(step, number, fit)) fit.edits.push({ kind: "cut_step", step: number, reason: "answers a turn that was cut" });
      else if (speaksOfOtherAttempts(step)) {
        fit.edits.push({ kind: "cut_step", step: number, reason: "the harness speaks of other attempts at the old goal" });
        known.whole = false;
      } else if (step.kind !== "user") known.unread.push(() => step.text.toLowerCase());
      continue;
    }
    if (draft.alone === true && number < draft.prefixEnd) {
      fit.edits.push({ kind: "cut_step", step: number, reason: "another attempt, which this one does not rest on" });
      continue;
    }
    for (const call of callsOf(step)) known.unread.push(() => lowerKey(call));
    if (keepLast && number === draft.prefixEnd) continue;
    fitStep(step, number, run, draft, done, known, fit);
  }
  return fit;
}

const lowered = new SideTable<Call, string>();

/** The key in small letters, made once for all goals. */
function lowerKey(call: Call): string {
  let key = lowered.get(call);
  if (key === undefined) lowered.set(call, (key = callKey(call).toLowerCase()));
  return key;
}

/** Calls made before that did not fail: all, and those that the answer rests on. */
interface Done {
  any: Set<string>;
  supporting: Set<string>;
}

/** What the words of a turn may speak of. */
interface Knowledge {
  goal: string;
  stems: ReadonlySet<string>;
  /** Subject words of the old goal. */
  oldStems: ReadonlySet<string>;
  /** Texts in lower case: tools, arguments, observations. */
  texts: string[];
  /** More of them: most runs have no words later on that would have to be looked for there. */
  unread: Array<() => string>;
  /** False once something was left out that later words may rest on. */
  whole: boolean;
}

function knowledgeOf(run: RunView, goal: string): Knowledge {
  const texts = [goal.toLowerCase(), ...toolTexts(run.trajectory)];
  return { goal, stems: knownStems(goal), oldStems: run.oldStems, texts, unread: [], whole: true };
}

function textsOf(known: Knowledge): readonly string[] {
  for (const read of known.unread) known.texts.push(read());
  known.unread = [];
  return known.texts;
}

const ofTools = new SideTable<Trajectory, string[]>();

function toolTexts(trajectory: Trajectory): string[] {
  let texts = ofTools.get(trajectory);
  if (texts === undefined) {
    texts = trajectory.tools.map((tool) => `${tool.name} ${tool.description ?? ""}`.toLowerCase());
    ofTools.set(trajectory, texts);
  }
  return texts;
}

function fitStep(step: AgentStep, number: number, run: RunView, draft: GoalDraft, done: Done, known: Knowledge, fit: Fit): void {
  const own = run.calls.filter((call) => call.step === number);
  const mask = maskFor(step, number, own, draft, done);
  const fault = faultOf(step, known) ?? (draft.silent === true && hasWords(step) ? "speaks of more than this goal" : undefined);
  if (callsOf(step).length === 0) {
    fit.edits.push({ kind: "cut_step", step: number, reason: fault ?? "says something on the way and calls nothing" });
    known.whole = false;
    return;
  }
  if (mask !== undefined) fit.masks.push({ step: number, reason: mask });
  if (fault !== undefined) fit.edits.push({ kind: "cut_text", step: number, reason: fault });
  // What comes after a turn that carries no loss may answer that turn.
  if (mask !== undefined) known.whole = false;
  if (mask === undefined || mask === "error_returned" || mask === "repeat") known.unread.push(() => run.seenAt(number));
}

function maskFor(step: AgentStep, number: number, own: ReadCall[], draft: GoalDraft, done: Done): Mask["reason"] | undefined {
  const supports = draft.supports.has(number);
  // A call that failed before and works now is no repetition, and neither is the one that the answer rests on.
  const before = supports ? done.supporting : done.any;
  const repeated = own.length > 0 && own.every(({ call }) => before.has(callKey(call)));
  for (const { call, kind } of own) {
    if (kind === "error") continue;
    done.any.add(callKey(call));
    if (supports) done.supporting.add(callKey(call));
  }
  if (step.malformed === true || own.some(({ call }) => call.argumentsError !== undefined)) return "malformed";
  if (own.some(({ kind }) => kind === "error")) return "error_returned";
  // Where actions change the world, going somewhere again for the next thing is no repetition.
  if (repeated && !(supports && draft.endsInAct === true)) return "repeat";
  return supports ? undefined : "dead_end";
}

/** Why the words of a turn cannot stay, or undefined when they can or there are none. */
function faultOf(step: AgentStep, known: Knowledge): string | undefined {
  if (!hasWords(step)) return undefined;
  const said = spokenStems(step);
  if (!known.whole) return "may rest on a turn that does not belong to the goal";
  const old = oldGoalStem(said, known.oldStems, (word) => !known.stems.has(word));
  if (old !== undefined) return `speaks of the old goal («${old}»)`;
  for (const word of said) {
    if (known.stems.has(word) || planningStems.has(word) || textsOf(known).some((text) => text.includes(word))) continue;
    return `says what the goal does not explain («${word}»)`;
  }
  const words = `${textOf(step)}\n${reasoningOf(step)}`;
  const measure = strangeMeasure(words, known.goal);
  if (measure !== undefined) return `asks for what the goal does not («${measure}»)`;
  const [value] = unseenValues(words, textsOf(known));
  return value === undefined || planningStems.has(value) ? undefined : `says what nothing shows («${value}»)`;
}

function hasWords(step: AgentStep): boolean {
  return step.blocks.some((block) => block.kind !== "call" && block.text !== "");
}

function isComplaintAboutCut(step: Step, number: number, fit: Fit): boolean {
  return step.kind === "user" && step.by === "injected" && fit.edits.some((edit) => edit.kind === "cut_step" && edit.step === number - 1);
}

/** True for a turn of the harness that tells of other attempts at the task, as a search through a tree of attempts does: it knows what is still to be found. */
function speaksOfOtherAttempts(step: Step): boolean {
  return (
    step.kind === "user" &&
    step.by === "injected" &&
    /\b(?:previous|earlier|former) (?:actions?|trai?ls?|tries|attempts)\b|\bnot the first time you try\b/i.test(step.text)
  );
}
