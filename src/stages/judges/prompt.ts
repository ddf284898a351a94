import type { Trajectory } from "../../trajectory/trajectory.ts";
import { closingCall, handingIn } from "../prompting/told.ts";
import type { Edit } from "../relabel.ts";
import type { Proposal } from "../stage.ts";
import { requestMark } from "../prompting/mask-request.ts";

/**
 * What a judge is asked, after the transcript: is each pair valid, by the protocol for reading pairs. It sees what a trainer would see and nothing of how
 * the goal came about: no confidence, strategy, original goal, reason of failure.
 * In a dialogue with a simulated user the goal sums up what the user's turns ask for.
 */
export function judgeInstruction(trajectory: Trajectory, proposals: readonly Proposal[]): string {
  const handIn = handingIn(trajectory);
  const pairs = proposals.map((proposal, index) => pairText(trajectory, proposal, index + 1)).join("\n\n");
  return `Task: verdicts. Fill "verdicts" with one verdict for each pair below, in their order, and give null for "analysis", "outcome" and "goals".

Judge each pair on its own, strictly: a wrong pair teaches a model to lie.${handIn === "" ? "" : `\n\n${handIn}`}

${pairs}

${verdictGuide}`;
}

function pairText(trajectory: Trajectory, proposal: Proposal, number: number): string {
  const hidden = trajectory.task.hidden === true;
  const { prefixEnd, masks, edits, closing } = proposal;
  const lines = [`Pair ${number}`, requestText(proposal, hidden), `It ends with step ${prefixEnd}.`];
  const stepsOf = (kind: Edit["kind"]): string =>
    edits
      .filter((edit) => edit.kind === kind)
      .map(({ step }) => step)
      .join(", ");
  const [out, silent] = [stepsOf("cut_step"), stepsOf("cut_text")];
  if (out !== "") lines.push(`Left out: step ${out}.`);
  if (silent !== "") lines.push(`Without its words, only its calls stay: step ${silent}.`);
  if (masks.length > 0) lines.push(`Without loss: ${masks.map((mask) => `step ${mask.step} (${mask.reason})`).join(", ")}.`);
  for (const edit of edits) {
    if (edit.kind === "cut_demand")
      lines.push(`Left out of the system prompt in step ${edit.step}: ${edit.passages.map((passage) => `«${passage}»`).join(", ")}.`);
    if (edit.kind !== "rewrite_user" && edit.kind !== "rewrite_text") continue;
    const whose = edit.kind === "rewrite_user" ? "The user" : "The agent";
    lines.push(`${whose} says in step ${edit.step}, instead of what is recorded: «${edit.text}»`);
  }
  const call = closingCall(trajectory);
  if (closing !== null)
    lines.push(`After the last step the agent ${call === "" ? "says" : call} (written for this pair, carries loss): «${closing.text}»`);
  return lines.join("\n");
}

/** In a dialogue with a simulated user its turns ask, unless the goal takes the place of one. */
function requestText({ goal, edits }: Proposal, hidden: boolean): string {
  const asking = edits.find(({ kind }) => kind === "ask_goal");
  if (asking !== undefined) return `In step ${asking.step} the user says, instead of what is recorded: «${goal}»`;
  if (!hidden) return `Read ${requestMark} as: «${goal}»`;
  const how = edits.some(({ kind }) => kind === "rewrite_user") ? "" : ", as recorded";
  return `The user's own turns ask${how}. What the user wants in sum: «${goal}»`;
}

const verdictGuide = `Each verdict has, to be thought through in this order:
- pair: its number.
- goalMet: is every part of the request met by the kept turns, as observations show? Refusing what a rule of the system prompt forbids, for the right reason, meets it.
- problem: the first that applies, else none.
  unsupported: a part of the request (a value, a name, "cheapest" where not all were seen, "all" where only a page was seen, an action that did not succeed) is not shown by observations.
  incomplete: the request, or a turn of the user, asks for something that the kept turns do not deliver, or there is no answer where one is asked for, or the answer does not answer it.
  wrong: the answer or another turn that carries loss is false, contradicts an observation, claims what was not observed, invents an argument, breaks a rule of the system prompt (formal rules count), or does harm. A breach in a turn without loss that nothing later rests on does not count.
  incoherent: a turn that carries loss, or a turn of the user, only makes sense under another request, or the agent asks or looks for what the request already hands over.
  leak: the request gives away the answer or prescribes the calls.
  unnatural: nobody would type such a request.
  trivial: any run would satisfy it, or it names no concrete thing.
- faultStep: the step at fault, or null.
- reason: one sentence that names the evidence.
- repair: when leaving out loss from some steps (maskSteps), leaving out their words (silenceSteps) or ending earlier (prefixEnd, else null) would make the pair valid without another change: exactly that. Else null. For a pair without a problem: null.
- valid: true only if problem is none.
- confidence: the probability, 0 to 1, that the pair is valid. Low when valid is false.`;
