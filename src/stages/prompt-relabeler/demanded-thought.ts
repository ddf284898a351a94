import { remembered } from "../../base/remembered.ts";
import { callsOf, reasoningOf, textOf } from "../../trajectory/views.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { withoutPassages } from "../cut-passages.ts";
import type { Proposal } from "../stage.ts";
import { promptSentences } from "./prompt-sentences.ts";

const demand =
  /\b(?:at|in|on|for|with|before) (?:each|every) (?:step|turn|action|move|call|response)\b.{0,60}\b(?:give|write|state|provide|include|explain|output|say)\b.{0,30}\b(?:thoughts?|reasoning|reflections?)\b/i;

/** True for a sentence that asks for a thought with every call. */
export function demandsThought(sentence: string): boolean {
  return demand.test(sentence.replaceAll(/\s+/g, " "));
}

/**
 * A turn that would be learnt without the thought that the system prompt asks for with every call.
 *
 * A formal rule of the prompt binds like any other: a pair that breaks it teaches to break it. Recorded runs often do, and where the words of a
 * turn only made sense under the old goal, cutting them breaks the rule as well.
 *
 * @returns the number of the first such step (1-based), the prefix end for a closing call that has no thought, or undefined
 */
export function stepWithoutThought(trajectory: Trajectory, { prefixEnd, masks, edits, closing }: Proposal): number | undefined {
  if (!systemTexts(trajectory, edits).some(asksForThoughts)) return undefined;
  const masked = new Set(masks.map(({ step }) => step));
  const gone = new Set(edits.filter(({ kind }) => kind === "cut_step").map(({ step }) => step));
  const silent = new Set(edits.filter(({ kind }) => kind === "cut_text").map(({ step }) => step));
  for (const [index, step] of trajectory.steps.slice(0, prefixEnd).entries()) {
    const number = index + 1;
    if (step.kind !== "agent" || masked.has(number) || gone.has(number) || callsOf(step).length === 0) continue;
    if (silent.has(number) || `${textOf(step)}${reasoningOf(step)}`.trim() === "") return number;
  }
  return closing !== null && trajectory.task.finish !== undefined ? prefixEnd : undefined;
}

/** Runs of one agent have one prompt. */
const asksForThoughts = remembered((prompt) => {
  // Most prompts have none of these words, and are not read further.
  return /thought|reasoning|reflection/i.test(prompt) && promptSentences(prompt).some(({ text }) => demandsThought(text));
}, 50);

/** The leading system texts of a pair, without what is cut from them. */
function systemTexts({ steps }: Trajectory, edits: Proposal["edits"]): string[] {
  const texts: string[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind !== "system") break;
    const cut = edits.find((edit) => edit.kind === "cut_demand" && edit.step === index + 1);
    texts.push(cut?.kind === "cut_demand" ? withoutPassages(step.text, cut.passages) : step.text);
  }
  return texts;
}
