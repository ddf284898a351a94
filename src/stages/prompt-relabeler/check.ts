import { SideTable } from "../../base/side-table.ts";
import { oldGoalStem, unseenValues } from "../../evidence/coherence.ts";
import { isGrounded } from "../../evidence/grounding.ts";
import { injectedSpans } from "../../evidence/injection.ts";
import { readObservation, spokenStems } from "../../evidence/reading.ts";
import { contentStems, knownStems } from "../../evidence/words.ts";
import type { Evidence } from "../replay-outcome.ts";
import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, observationOf } from "../../trajectory/views.ts";
import type { Claim, Verdict } from "../relabel.ts";
import type { Proposal, ProposalCheck } from "../stage.ts";
import { underGoal } from "../under-goal.ts";
import { frameAsksForChanges } from "./asking-frame.ts";
import { stepWithoutThought } from "./demanded-thought.ts";
import { faultOfRewrites } from "./rewritten-words.ts";
import { isDialogue } from "./view.ts";
import { firstShown, observedAt, shownAt, shownNumbers } from "./shown-values.ts";

/** Whose proposals are checked. Rules cannot judge words, so what they leave standing must not even touch the old goal; a model's are read by a judge afterwards. */
export type ProposalAuthor = "rules" | "model";

/**
 * The free checks that stand in front of every judge. They trust nothing that the proposal says of itself.
 *
 * - every quote of the claims and of the closing answer stands word for word in the step named, within the prefix, and does not address the evaluator
 * - every number of the closing answer stands in the observations it quotes, or in the goal; of a model's closing answer that is said to be made of
 *   quotes every word of substance
 * - of a model's goal: every claim rests on an observation that is no error, or on a call that worked, and speaks of something that stands there; every
 *   number of the goal stands in the run; the goal is asked within the prefix; the pair ends with a turn that carries loss
 * - words that a model put into the run name nothing that the run had not shown by then (`faultOfRewrites`)
 * - at least one turn carries loss
 * - turns keep the form that the system prompt demands (a thought with every call), and the request is not wrapped into other work
 * - no words that carry loss speak of what only the old goal knows; where a judge reads them too, words that the run itself has shown are free
 */
export class RuleCheck implements ProposalCheck {
  readonly #author: ProposalAuthor;

  constructor(author: ProposalAuthor = "rules") {
    this.#author = author;
  }

  check(trajectory: Trajectory, proposal: Proposal): Verdict {
    const author = this.#author;
    const fault =
      unsupported(trajectory, proposal) ??
      (author === "model" ? faultOfModel(trajectory, proposal) : undefined) ??
      invented(trajectory, proposal, author) ??
      untrained(trajectory, proposal, author) ??
      outOfForm(trajectory, proposal, author) ??
      incoherent(trajectory, proposal, author);
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
  // The closing answer often rests on what the claims rest on.
  const evidence = new Set(proposal.claims.flatMap((claim) => claim.evidence));
  for (const one of proposal.closing?.evidence ?? []) evidence.add(one);
  if (evidence.size === 0 || proposal.prefixEnd > trajectory.steps.length) return { reason: "unsupported_claim", detail: "" };
  let bad: Evidence | undefined;
  for (const one of evidence) {
    if (one.step <= proposal.prefixEnd && isGrounded(trajectory, one) && !addressesSomebody(trajectory, one.quote)) continue;
    bad = one;
    break;
  }
  return bad === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `step ${bad.step} does not show «${bad.quote.slice(0, 80)}»` };
}

/** The goals of a run quote the same passages. */
const looked = new SideTable<object, Map<string, boolean>>();

function addressesSomebody(trajectory: Trajectory, quote: string): boolean {
  let known = looked.get(trajectory);
  if (known === undefined) looked.set(trajectory, (known = new Map()));
  let addresses = known.get(quote);
  if (addresses === undefined) known.set(quote, (addresses = injectedSpans(quote).length > 0));
  return addresses;
}

/** What only a model does: it claims, writes and chooses where a pair ends. */
function faultOfModel(trajectory: Trajectory, proposal: Proposal): Fault | undefined {
  const unproved = proposal.claims.map((claim) => faultOfClaim(trajectory, claim, proposal.goal)).find((fault) => fault !== undefined);
  if (unproved !== undefined) return { reason: "unsupported_claim", detail: unproved };
  const rewritten = faultOfRewrites(trajectory, proposal);
  if (rewritten !== undefined) return { reason: "unsupported_claim", detail: rewritten };
  const { goal, closing, prefixEnd } = proposal;
  if ([goal, closing?.text ?? ""].some((text) => injectedSpans(text).length > 0)) {
    return { reason: "unsupported_claim", detail: "the goal or its closing answer addresses whoever evaluates the run" };
  }
  const elsewhere = notHandedIn(trajectory, proposal);
  if (elsewhere !== undefined) return { reason: "unsupported_claim", detail: elsewhere };
  const named = numbersOf(goal).filter((number) => number > 12);
  const shown = named.length === 0 ? new Set<number>() : shownNumbers(trajectory, prefixEnd);
  const strange = named.find((number) => !shown.has(number));
  if (strange !== undefined) return { reason: "unsupported_claim", detail: `the run never shows ${strange}, which the goal names` };
  if (!isAsked(trajectory, proposal)) return { reason: "no_goal", detail: `the user asks only after step ${prefixEnd}` };
  if (closing === null && !endsTrained(trajectory, proposal))
    return { reason: "no_goal", detail: "the pair would end with a turn that carries no loss" };
  return undefined;
}

/** @param goal a claim in passing ("this is handed in") may share its words with the goal alone */
function faultOfClaim(trajectory: Trajectory, { text, evidence }: Claim, goal: string): string | undefined {
  const proofs = evidence.filter((one) => proves(trajectory, one));
  if (proofs.length === 0) return `nothing but words, or a call that failed, for «${text.slice(0, 120)}»`;
  const shown = proofs.map((one) => shownAt(trajectory, one.step));
  const wanted = [...contentStems(`${text} ${goal}`)];
  if (wanted.length === 0 || wanted.some((stem) => shown.some((one) => one.includes(stem)))) return undefined;
  // Putting all that a step shows into stems costs more, and most claims share a word with it as it is written.
  const stems = contentStems(shown.join("\n"));
  return wanted.some((stem) => stems.has(stem)) ? undefined : `no word of «${text.slice(0, 120)}» stands where it is said to be shown`;
}

/**
 * Observations prove unless they are errors; calls when they worked. Words of anybody, also of the user, prove nothing about the world. What the rules are that
 * an agent keeps towards a user the system prompt shows; elsewhere it may hold examples, which are not this run's.
 */
function proves(trajectory: Trajectory, { step, in: part, quote }: Evidence): boolean {
  const at = trajectory.steps[step - 1];
  if (at === undefined) return false;
  if (at.kind === "environment") return true;
  if (at.kind === "system") return isDialogue(trajectory);
  if (at.kind !== "agent" || part === "message") return false;
  return callsOf(at).some((call) => {
    if (readObservation(call) === "error" || call.result.status !== "ok") return false;
    return part === "observation" ? observationOf(at).includes(quote) : `${call.name} ${JSON.stringify(call.arguments)}`.includes(quote);
  });
}

/** Where the result of the last call is the answer, something must rest on it; what stands only in earlier results is not handed in. Whether it is all is for the judge. */
function notHandedIn(trajectory: Trajectory, { claims, prefixEnd }: Proposal): string | undefined {
  const { finish } = trajectory.task;
  if (finish === undefined || finish.answerArgument !== undefined) return undefined;
  const last = trajectory.steps
    .slice(0, prefixEnd)
    .findLastIndex(
      (step) => step.kind === "agent" && callsOf(step).some((call) => call.name !== finish.name && call.result.status === "ok"),
    );
  const rests = claims.some((claim) => claim.evidence.some((one) => one.step >= last + 1));
  return rests ? undefined : `no claim rests on what ${finish.name} hands in, the result of step ${last + 1}`;
}

/** A prefix that ends before the request is made demonstrates nothing. In a dialogue the user's turns ask. */
function isAsked(trajectory: Trajectory, { prefixEnd, goal, edits }: Proposal): boolean {
  if (trajectory.task.hidden === true) {
    const gone = new Set(edits.filter(({ kind }) => kind === "cut_step").map(({ step }) => step));
    return trajectory.steps.slice(0, prefixEnd).some((step, index) => step.kind === "user" && !gone.has(index + 1));
  }
  const { steps, opening } = underGoal(trajectory, goal);
  return opening !== null || steps.slice(0, prefixEnd).some((step) => step.kind !== "agent" && step.text.includes(goal));
}

function endsTrained(trajectory: Trajectory, { prefixEnd, masks, edits }: Proposal): boolean {
  const last = trajectory.steps[prefixEnd - 1];
  if (last?.kind !== "agent" || masks.some(({ step }) => step === prefixEnd)) return false;
  return !edits.some(({ kind, step }) => kind === "cut_step" && step === prefixEnd);
}

function invented(trajectory: Trajectory, { closing, goal }: Proposal, author: ProposalAuthor): Fault | undefined {
  if (closing === null) return undefined;
  const own = author === "rules";
  const said = numbersOf(withoutNumbering(closing.text));
  if (own && said.length === 0) return undefined;
  const quoted = own
    ? closing.evidence.map(({ quote }) => quote)
    : closing.evidence.flatMap(({ step, quote, in: part }) => (part === "message" ? [] : [quote, observedAt(trajectory, step)]));
  const shown = said.length === 0 ? new Set<number>() : new Set([goal, ...quoted].flatMap(numbersOf));
  let missing = said.filter((one) => !shown.has(one));
  // The quotes of rules mostly hold all numbers; only else the whole observations are looked through.
  if (own && missing.length > 0) {
    const observed = new Set(closing.evidence.flatMap(({ step }) => observedNumbers(trajectory.steps[step - 1])));
    missing = missing.filter((one) => !observed.has(one));
  }
  const [number] = missing;
  if (number !== undefined)
    return { reason: "unsupported_claim", detail: `the closing answer says ${number}, which nothing it quotes holds` };
  if (own) return undefined;
  const sources = [goal, ...quoted].map((text) => text.toLowerCase());
  const [value] = unseenValues(closing.text, sources);
  if (value !== undefined)
    return { reason: "unsupported_claim", detail: `the closing answer says «${value}», which nothing it quotes holds` };
  if (closing.by === "model") return undefined;
  const stems = contentStems(sources.join("\n"));
  const stray = [...contentStems(closing.text)].find((stem) => !stems.has(stem) && !sources.some((text) => text.includes(stem)));
  return stray === undefined
    ? undefined
    : { reason: "unsupported_claim", detail: `the closing answer says «${stray}», which stands neither in the goal nor in what it quotes` };
}

/** The numbers in a text, as values: `1,000` and `1000.0` are the same. */
function numbersOf(text: string): number[] {
  const numbers: number[] = [];
  for (const digits of text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []) numbers.push(Number(digits.replaceAll(",", "")));
  return numbers;
}

/** A text without the numbers that count its lines from 1 on: they say nothing of the world. */
function withoutNumbering(text: string): string {
  let counted = 0;
  return text.replaceAll(/^(\d{1,2})[.)] /gm, (numbering, number) => {
    if (Number(number) !== counted + 1) return numbering;
    counted++;
    return "";
  });
}

const numbersIn = new SideTable<Step, number[]>();

/** The numbers of a step's observation, read once for all goals. */
function observedNumbers(step: Step | undefined): number[] {
  if (step === undefined) return [];
  let numbers = numbersIn.get(step);
  if (numbers === undefined) numbersIn.set(step, (numbers = numbersOf(observationOf(step))));
  return numbers;
}

function untrained(trajectory: Trajectory, proposal: Proposal, author: ProposalAuthor): Fault | undefined {
  const { masks, edits, prefixEnd } = proposal;
  // The turn that answers is mostly the last one.
  for (let number = Math.min(prefixEnd, trajectory.steps.length); number > 0; number--) {
    const step = trajectory.steps[number - 1];
    if (step?.kind !== "agent" || (author === "rules" && !step.blocks.some(({ kind }) => kind === "call"))) continue;
    if (masks.some((mask) => mask.step === number)) continue;
    if (!edits.some((edit) => edit.kind === "cut_step" && edit.step === number)) return undefined;
  }
  return { reason: "no_goal", detail: "no turn would carry loss" };
}

/** What the prompts around the goal demand binds the pair too. */
function outOfForm(trajectory: Trajectory, proposal: Proposal, author: ProposalAuthor): Fault | undefined {
  const thoughtless = stepWithoutThought(trajectory, proposal);
  if (thoughtless !== undefined)
    return {
      reason: "incoherent_with_goal",
      detail: `the system prompt asks for a thought with every call, and step ${thoughtless} would have none`,
    };
  if (!frameAsksForChanges(trajectory, proposal, author === "model")) return undefined;
  return { reason: "incoherent_with_goal", detail: "the request stands among instructions to change code, which the kept turns do not do" };
}

function incoherent(trajectory: Trajectory, proposal: Proposal, author: ProposalAuthor): Fault | undefined {
  // What a simulated user was told the agent never saw, so its words cannot come from there.
  if (author === "model" && trajectory.task.hidden === true) return undefined;
  const kept = knownStems(proposal.goal);
  const isSilent = (number: number): boolean =>
    proposal.masks.some(({ step }) => step === number) || proposal.edits.some(({ step }) => step === number);
  for (let number = 1; number <= proposal.prefixEnd; number++) {
    const step = trajectory.steps[number - 1];
    if (step?.kind !== "agent" || isSilent(number)) continue;
    // What the run has shown by then a model's goal need not explain.
    const counts = (one: string): boolean => !kept.has(one) && (author !== "model" || firstShown(trajectory, one) > number);
    const stem = oldGoalStem(spokenStems(step), knownStems(trajectory.task.goal), counts);
    if (stem !== undefined) return { reason: "incoherent_with_goal", detail: `step ${number} speaks of the old goal («${stem}»)` };
  }
  return undefined;
}
