import { oldGoalStem, oldGoalStems, unseenValues } from "../../evidence/coherence.ts";
import { isGrounded, partOf } from "../../evidence/grounding.ts";
import { injectedSpans } from "../../evidence/injection.ts";
import { spokenStems } from "../../evidence/reading.ts";
import { contentStems } from "../../evidence/words.ts";
import type { Evidence } from "../replay-outcome.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, observationOf } from "../../trajectory/views.ts";
import type { Verdict } from "../relabel.ts";
import type { Proposal, ProposalCheck } from "../stage.ts";
import { shownAt, shownBefore, shownNumbers } from "./shown-values.ts";

/** Whose proposals are checked. Rules cannot judge words, so what they leave standing must not even touch the old goal; a model's are read by a judge afterwards. */
export type ProposalAuthor = "rules" | "model";

/**
 * The free checks that stand in front of every judge. They trust nothing that the proposal says of itself.
 *
 * - every quote of the claims and of the closing answer stands word for word in the step named, within the prefix, and does not address the evaluator
 * - every number of the closing answer stands in the observations it quotes, or in the goal; of a model's closing answer that is said to be made of
 *   quotes every word of substance
 * - of a model's goal: every claim rests on more than the agent's own words, every number stands in the run, and the goal speaks of something that the
 *   steps it cites show
 * - words that a model put into the agent's mouth name nothing that the run had not shown by then
 * - at least one turn carries loss
 * - no words that carry loss speak of what only the old goal knows; where a judge reads them too, words that the run itself shows are free
 */
export class RuleCheck implements ProposalCheck {
  readonly #author: ProposalAuthor;

  constructor(author: ProposalAuthor = "rules") {
    this.#author = author;
  }

  check(trajectory: Trajectory, proposal: Proposal): Verdict {
    const fault =
      unsupported(trajectory, proposal) ??
      (this.#author === "model"
        ? (wordsOnly(trajectory, proposal) ?? strangeNumber(trajectory, proposal) ?? unrelated(trajectory, proposal))
        : undefined) ??
      invented(trajectory, proposal, this.#author) ??
      rewritten(trajectory, proposal) ??
      untrained(trajectory, proposal, this.#author) ??
      incoherent(trajectory, proposal, this.#author);
    return {
      by: "rules",
      valid: fault === undefined,
      confidence: fault === undefined ? proposal.confidence : 0,
      reason: fault?.reason ?? "supported",
      ...(fault === undefined || fault.detail === "" ? {} : { detail: fault.detail }),
    };
  }
}

interface Fault {
  reason: "unsupported_claim" | "no_goal" | "incoherent_with_goal";
  detail: string;
}

function unsupported(trajectory: Trajectory, proposal: Proposal): Fault | undefined {
  const evidence = [...proposal.claims.flatMap((claim) => claim.evidence), ...(proposal.closing?.evidence ?? [])];
  if (evidence.length === 0 || proposal.prefixEnd > trajectory.steps.length) return { reason: "unsupported_claim", detail: "" };
  const bad = evidence.find((one) => one.step > proposal.prefixEnd || !isGrounded(trajectory, one) || injectedSpans(one.quote).length > 0);
  return bad === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `step ${bad.step} does not show «${bad.quote.slice(0, 80)}»` };
}

/** A claim that rests on nothing but what the agent says, or on a call that came to nothing. */
function wordsOnly(trajectory: Trajectory, proposal: Proposal): Fault | undefined {
  const bad = proposal.claims.find((claim) => !claim.evidence.some((one) => proves(trajectory, one)));
  return bad === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `nothing but the agent's own words for «${bad.text.slice(0, 120)}»` };
}

function proves(trajectory: Trajectory, { step, in: part, quote }: Evidence): boolean {
  const at = trajectory.steps[step - 1];
  if (at === undefined) return false;
  if (at.kind !== "agent") return true;
  if (part === "observation") return true;
  if (part === "message") return false;
  return callsOf(at).some((call) => call.result.status === "ok" && `${call.name} ${JSON.stringify(call.arguments)}`.includes(quote));
}

function strangeNumber(trajectory: Trajectory, { goal, prefixEnd, claims }: Proposal): Fault | undefined {
  const shown = shownNumbers(trajectory, prefixEnd);
  const quoted = new Set(claims.flatMap((claim) => claim.evidence.flatMap((one) => numbersOf(one.quote))));
  const strange = numbersOf(goal).find((number) => number > 12 && !shown.has(number) && !quoted.has(number));
  return strange === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `the run never shows ${strange}, which the goal names` };
}

/** A goal of which not one word of substance stands in the steps that are said to prove it is a goal of something else. */
function unrelated(trajectory: Trajectory, { goal, claims }: Proposal): Fault | undefined {
  const cited = new Set(claims.flatMap((claim) => claim.evidence.map((one) => one.step)));
  const texts = [...cited].map((step) => shownAt(trajectory, step));
  const related = [...contentStems(goal)].some((stem) => texts.some((text) => text.includes(stem)));
  return related ? undefined : { reason: "unsupported_claim", detail: "no word of the goal stands in the steps that are cited for it" };
}

function invented(trajectory: Trajectory, { closing, goal }: Proposal, author: ProposalAuthor): Fault | undefined {
  if (closing === null) return undefined;
  const quoted = closing.evidence.flatMap(({ step, quote, in: part }) => {
    const at = trajectory.steps[step - 1];
    return at === undefined ? [quote] : [quote, part === "observation" ? observationOf(at) : partOf(at, part)];
  });
  const shown = new Set([goal, ...quoted].flatMap(numbersOf));
  const number = numbersOf(closing.text).find((one) => !shown.has(one));
  if (number !== undefined)
    return { reason: "unsupported_claim", detail: `the closing answer says ${number}, which nothing it quotes holds` };
  if (author === "rules") return undefined;
  const sources = [goal, ...quoted].map((text) => text.toLowerCase());
  const [value] = unseenValues(closing.text, sources);
  if (value !== undefined)
    return { reason: "unsupported_claim", detail: `the closing answer says «${value}», which nothing it quotes holds` };
  if (closing.by === "model") return undefined;
  const stray = [...contentStems(closing.text)].find((stem) => !sources.some((text) => text.includes(stem)));
  return stray === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `the closing answer says «${stray}», which stands neither in the goal nor in what it quotes` };
}

function rewritten(trajectory: Trajectory, { edits, goal }: Proposal): Fault | undefined {
  for (const edit of edits) {
    if (edit.kind !== "rewrite_text") continue;
    const [value] = unseenValues(edit.text, [goal.toLowerCase(), shownBefore(trajectory, edit.step)]);
    if (value !== undefined)
      return { reason: "unsupported_claim", detail: `the words written for step ${edit.step} name «${value}», which nothing shows` };
  }
  return undefined;
}

/** The numbers in a text, as values: `1,000` and `1000.0` are the same. */
function numbersOf(text: string): number[] {
  return (text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []).map((digits) => Number(digits.replaceAll(",", "")));
}

function untrained(trajectory: Trajectory, proposal: Proposal, author: ProposalAuthor): Fault | undefined {
  const silent = new Set([...proposal.masks.map((mask) => mask.step), ...cutSteps(proposal)]);
  const trained = trajectory.steps
    .slice(0, proposal.prefixEnd)
    .some((step, index) => step.kind === "agent" && !silent.has(index + 1) && (author === "model" || callsOf(step).length > 0));
  return trained ? undefined : { reason: "no_goal", detail: "no turn would carry loss" };
}

function incoherent(trajectory: Trajectory, proposal: Proposal, author: ProposalAuthor): Fault | undefined {
  // What a simulated user was told the agent never saw, so its words cannot come from there.
  if (author === "model" && trajectory.task.hidden === true) return undefined;
  const old = oldGoalStems(trajectory.task.goal, proposal.goal);
  const silent = new Set([...proposal.masks.map((mask) => mask.step), ...proposal.edits.map((edit) => edit.step)]);
  for (const [index, step] of trajectory.steps.slice(0, proposal.prefixEnd).entries()) {
    if (step.kind !== "agent" || silent.has(index + 1)) continue;
    const stem = oldGoalStem(spokenStems(step), author === "model" ? withoutShown(old, trajectory, index + 1) : old);
    if (stem !== undefined) return { reason: "incoherent_with_goal", detail: `step ${index + 1} speaks of the old goal («${stem}»)` };
  }
  return undefined;
}

function withoutShown(old: ReadonlySet<string>, trajectory: Trajectory, step: number): Set<string> {
  const shown = shownBefore(trajectory, step);
  return new Set([...old].filter((stem) => !shown.includes(stem)));
}

function cutSteps(proposal: Proposal): number[] {
  return proposal.edits.filter((edit) => edit.kind === "cut_step").map((edit) => edit.step);
}
