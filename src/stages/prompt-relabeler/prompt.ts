import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import type { ReplayOutcome } from "../replay-outcome.ts";
import { closingCall, handingIn, oneLine, quoted } from "../prompting/told.ts";
import { hasCuttableDemand } from "./cut-demand.ts";
import { isDialogue } from "./view.ts";
import type { ModelEdits } from "./proposal-of.ts";

/** What the relabeler may do and how much of it. */
export interface RelabelerSettings extends ModelEdits {
  /** k: most goals from one run, at least 1. */
  maxGoals: number;
}

/** What the relabeler is asked, after the transcript: goals that the run achieves, from what stage 2 found. */
export function relabelerInstruction(
  trajectory: Trajectory,
  analysis: FailureAnalysis,
  outcome: ReplayOutcome,
  settings: RelabelerSettings,
): string {
  const achievements = outcome.achievements.map((one) => `- ${oneLine(one.text)} (${stepsOf(one)})`).join("\n");
  const limitations = outcome.limitations.map((one) => `- ${oneLine(one)}`).join("\n");
  return `Task: hindsight goals. Fill "goals" with up to ${settings.maxGoals} requests that this run, or its beginning, would have fulfilled, best first; give null for "analysis", "outcome" and "verdicts". An empty list is right when there is none.

The original request was: ${quoted(trajectory.task.goal)}

What the run achieved:
${achievements === "" ? "- nothing was found by rules; look for yourself" : achievements}
${limitations === "" ? "" : `What it did not get:\n${limitations}\n`}Why it failed: ${oneLine(analysis.explanation)}${spoiltFrom(analysis)}

${goalGuide(trajectory, settings)}`;
}

/** A goal that ends there or later would be turned down by its weight. */
function spoiltFrom({ major }: FailureAnalysis): string {
  return (major ?? []).map(({ condition, step }) => ` From step ${step} on it is spoilt (${condition}).`).join("");
}

function stepsOf({ firstStep, lastStep }: ReplayOutcome["achievements"][number]): string {
  return firstStep === lastStep ? `step ${firstStep}` : `steps ${firstStep} to ${lastStep}`;
}

/** How goals are written; shared with the call that does several stages at once, which has told the original request already. */
export function goalGuide(trajectory: Trajectory, settings: RelabelerSettings): string {
  const { task } = trajectory;
  const dialogue = isDialogue(trajectory);
  const handIn = handingIn(trajectory);
  return `How to fill "goals":
- The original request is a model for tone and difficulty only; the goal must not mention it, nor ask for all of it again. Where it is a bare statement or a list of fields, say in addition what is to be done: a goal is a request.
- goal: ${dialogue && task.hidden === true ? hiddenGoal : "one request as a person would type it to the agent before the run began: natural, specific (real names and values of the run), as hard as the original where possible."} It asks for one thing, or for things that belong together. It does not give away the answer, nor hand over what the kept turns still ask or look for (an id, a name), does not prescribe which tools to call, and asks for nothing that the kept turns do not deliver. No superlative ("cheapest", "all") unless the run saw everything that it compares. Not trivial: something that not every run would satisfy.${handIn === "" ? "" : `\n  ${handIn}`}
- prefixEnd: the last step that belongs to the demonstration. End where the goal is first fully met and answered; a later tail that strays is left out, and so is all from a major fault on.
- standsAlone: ${dialogue ? standsAloneGuide(settings) : "always false."}
- strategy: final, prefix, subset or conditional.
- claims: everything that the goal asks for or takes for granted, one claim for each part, each with quotes that show that the run delivers it, at least one of them from an observation within the prefix${dialogue ? " (what the rules are: from the system prompt)" : ""}. One claim without proof makes the goal worthless.
- maskSteps: steps of the agent within the prefix that should carry no loss although they stay in the context: errors, repetitions, dead ends, look-ups of what the goal already names, steps that break a rule of the system prompt and that nothing later rests on.
- silenceSteps: steps of the agent within the prefix whose words only make sense under the original request, claim what nothing shows, or stand beside a call where the system prompt forbids it. Their words are cut, their calls stay.
${closingGuide(trajectory, settings)}
${rewriteGuide(settings, dialogue)}
- ${dialogue ? dialogueGuide(trajectory, settings) : "Words of the agent that are kept must make sense to a reader who knows only the new goal."} The rules of the system prompt bind: a run that breaks one in a kept turn that is not masked demonstrates nothing good.${hasCuttableDemand(trajectory) ? ` ${demandGuide}` : ""}
- valid: false when you doubt that the kept turns are a correct and complete demonstration. confidence: the probability, 0 to 1, that a strict reader accepts the pair.
- rationale: one sentence.`;
}

const demandGuide =
  "One does not bind here: where kept calls have no thought beside them, what the system prompt says of a thought with every call is left out of the pair's prompt.";

const hiddenGoal =
  "what the user of this dialogue wants of the agent in the kept turns, in a sentence or two as that user would open with.";

function standsAloneGuide({ closing, editThoughts }: RelabelerSettings): string {
  if (closing !== "quote" && !editThoughts) return "always false.";
  return "true for a look-up on the way to something else: the goal takes the place of the user's first turn, all that user and agent say after it is left out, calls and results up to prefixEnd stay, and closing answers. The goal must then say whatever the calls are given and no earlier result shows (ids, names), and no call may change anything. Else false.";
}

function dialogueGuide({ task }: Trajectory, { editDialogue, editThoughts, closing }: RelabelerSettings): string {
  const turns = task.hidden === true ? "all those turns" : "the turns after the first";
  const closed = closing === "quote" || editThoughts ? ", with a closing answer" : "";
  return `The user speaks more than once, and unless the goal stands alone ${turns} stay as they are${editDialogue ? " or rewritten" : ""}: whatever a user turn within the prefix asks for must be done within it, or be refused with the right reason because a rule of the system prompt forbids it. End before the user asks for more, or as soon as a result meets the goal${closed}.`;
}

function closingGuide(trajectory: Trajectory, { closing, editThoughts }: RelabelerSettings): string {
  const call = closingCall(trajectory);
  const handedIn = call === "" ? "" : ` That turn ${call}, so a rule to end with such a call is kept.`;
  if (editThoughts) {
    return `- closing: where the prefix does not end with an answer that fits the goal, a last turn of the agent that answers it, with quotes that show what it says; else null. It says nothing that its quotes do not show.${handedIn}`;
  }
  if (closing === "quote") {
    return `- closing: where the prefix ends without a fitting answer, a short last turn made only of words of the goal and of the quotes given with it as evidence; else null. Do not use it after an answer that fits.${handedIn}`;
  }
  return "- closing: always null. The prefix must end with the agent's own fitting answer, or with the action that the goal asks for.";
}

function rewriteGuide({ editThoughts, editDialogue }: RelabelerSettings, dialogue: boolean): string {
  const agent = "words of an agent step, rewritten so that they make sense under the goal and claim only what the run had shown by then";
  const user =
    "the turn of a simulated user, rewritten so that the user asks for what was done (an empty text leaves the turn out); what is kept must still tell the agent everything that it then uses";
  const allowed = [...(editThoughts ? [agent] : []), ...(editDialogue && dialogue ? [user] : [])];
  return allowed.length === 0
    ? "- rewrites: always an empty list."
    : `- rewrites: only where a turn would else spoil the pair, each {step, text}: ${allowed.join("; or ")}. Prefer silenceSteps and an earlier prefixEnd.`;
}
