import { oldGoalStem, oldGoalStems, unseenValues } from "../../evidence/coherence.ts";
import { injectedSpans } from "../../evidence/injection.ts";
import { contentStems } from "../../evidence/words.ts";
import { isObject, type Json } from "../../base/json.ts";
import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, observationOf } from "../../trajectory/views.ts";
import type { Edit } from "../relabel.ts";
import type { Proposal } from "../stage.ts";
import { firstShown, knownWhenSpeaking } from "./shown-values.ts";

/** What is wrong with words that a model put into the run, or undefined. */
export function faultOfRewrites(trajectory: Trajectory, proposal: Proposal): string | undefined {
  for (const edit of proposal.edits) {
    if (edit.kind !== "rewrite_text" && edit.kind !== "rewrite_user") continue;
    const where = `the words written for step ${edit.step}`;
    if (injectedSpans(edit.text).length > 0) return `${where} address whoever evaluates the run`;
    const fault = edit.kind === "rewrite_text" ? faultOfAgent(trajectory, proposal, edit) : faultOfUser(trajectory, proposal, edit);
    if (fault !== undefined) return `${where} ${fault}`;
    const rests = proposal.claims.some((claim) => claim.evidence.some((one) => one.step === edit.step && one.in === "message"));
    if (rests) return `a claim rests on what step ${edit.step} said before it was rewritten`;
  }
  return lostValue(trajectory, proposal);
}

type Rewrite = Extract<Edit, { text: string }>;

/** The agent may only name what it knew by then, and not what only the old goal knows. */
function faultOfAgent(trajectory: Trajectory, { goal }: Proposal, { step, text }: Rewrite): string | undefined {
  const [value] = unseenValues(text, [goal.toLowerCase(), ...knownWhenSpeaking(trajectory, step)]);
  if (value !== undefined) return `name «${value}», which nothing had shown by then`;
  if (trajectory.task.hidden === true) return undefined;
  const old = oldGoalStems(trajectory.task.goal, goal);
  const stem = oldGoalStem(contentStems(text), old, (one) => firstShown(trajectory, one) > step);
  return stem === undefined ? undefined : `speak of the old goal («${stem}»)`;
}

/** The user cannot know what only comes out later. */
function faultOfUser(trajectory: Trajectory, { prefixEnd }: Proposal, { step, text }: Rewrite): string | undefined {
  const said = trajectory.steps.slice(0, prefixEnd).map((one) => (one.kind === "user" ? one.text.toLowerCase() : ""));
  const known = [...said, trajectory.task.goal.toLowerCase(), ...knownWhenSpeaking(trajectory, step)];
  const used = trajectory.steps.slice(step, prefixEnd).flatMap(valuesUsed);
  const [value] = unseenValues(text, [...known, ...used]);
  return value === undefined ? undefined : `name «${value}», which the user could not know and the agent does not use`;
}

/**
 * What the pair no longer tells though the agent uses it: a value that a user said, in words that were rewritten or left out, and that nothing left says or shows before
 * the call.
 */
function lostValue({ steps }: Trajectory, { prefixEnd, edits, goal }: Proposal): string | undefined {
  const editOf = new Map(edits.map((edit) => [edit.step, edit]));
  const told: string[] = [];
  const gone: string[] = [];
  for (const [index, step] of steps.slice(0, prefixEnd).entries()) {
    const edit = editOf.get(index + 1);
    const isCut = edit?.kind === "cut_step";
    if (step.kind === "user") {
      if (edit !== undefined) gone.push(step.text.toLowerCase());
      if (!isCut) told.push((edit?.kind === "rewrite_user" ? edit.text : edit?.kind === "ask_goal" ? goal : step.text).toLowerCase());
    } else if (step.kind === "agent" && !isCut) {
      const lost = valuesUsed(step).find(
        (value) => gone.some((text) => text.includes(value)) && !told.some((text) => text.includes(value)),
      );
      if (lost !== undefined) return `nothing left tells «${lost}», which the agent uses in step ${index + 1}`;
      told.push(observationOf(step).toLowerCase());
    } else if (step.kind === "agent") gone.push(observationOf(step).toLowerCase());
    else if (!isCut) told.push(step.text.toLowerCase());
  }
  return undefined;
}

/** Texts of three characters and more that a step's calls are given, in lower case. */
function valuesUsed(step: Step): string[] {
  return step.kind === "agent" ? callsOf(step).flatMap((call) => Object.values(call.arguments).flatMap(textsIn)) : [];
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return value.length >= 3 ? [value.toLowerCase()] : [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
