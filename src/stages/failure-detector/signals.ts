import { admission, type FinalAnswer } from "../../evidence/answer.ts";
import { shownText } from "../../evidence/execution-report.ts";
import { callKey, readCalls, type ReadCall } from "../../evidence/reading.ts";
import { isStopWord, wordsOf } from "../../evidence/words.ts";
import type { Call, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import type { Signal } from "../failure-analysis.ts";
import { answerOf } from "./answer-of.ts";
import { changesMade, type ChangesMade } from "./changes-made.ts";
import { firstSaid, resultOrigin } from "./first-said.ts";
import { inventedValues } from "./invented-values.ts";
import { isOffTopic } from "./off-topic.ts";

/** What the structure of a run shows, before anything is concluded from it. */
export interface Symptoms {
  signals: Signal[];
  calls: number;
  errors: number;
  /** Of the errors: those in which the tool worked and found nothing. */
  misses: number;
  /** Calls whose result the record does not hold. */
  unrecorded: number;
  repeats: number;
  content: number;
  /** Calls that were answered without an error, with something or with nothing. */
  worked: number;
  answer: FinalAnswer | undefined;
  /** The run ended in a finish call that takes no answer (`submit`): what it hands in is the last observation. */
  submitted: boolean;
  /** The record ends with a call that was never answered: what came of it, and what was said then, is not known. */
  unanswered: boolean;
  /** The answer admits that something was not achieved. */
  gaveUp: boolean;
  /** The answer leaves the question open for want of information. */
  undecided: boolean;
  /** The record says failed, but the answer has the same words as the benchmark's own: a matter of spelling, or a wrong record. */
  maybeMet: boolean;
  /** The run was ended from outside. */
  limited: boolean;
  /** Values of the answer that nothing before them shows. */
  invented: string[];
  /** No call touches anything that the goal names. */
  offTopic: boolean;
  /** What was changed, where the benchmark says what should have been. */
  changes: ChangesMade | undefined;
}

const limits = /limit|max|halt|early stop|exceed|timeout|timed out|budget|context/i;

/** Reads the signals off a run. Words inside observations and thoughts are never taken for signs of failure; only where and how they stand is. */
export function symptomsOf(trajectory: Trajectory): Symptoms {
  const calls = readCalls(trajectory);
  const { errors, misses, unrecorded, content, worked } = countsOf(calls);
  const answer = answerOf(trajectory);
  const admitted = answer === undefined ? undefined : admission(answer.text);
  const open = answer === undefined ? undefined : leavesOpen.exec(answer.text)?.[0];
  // What a result that was not recorded would have shown is not known, so nothing can be called made up.
  const invented = answer === undefined || unrecorded > 0 ? [] : inventedValues(trajectory, answer, calls.length > 0);
  const symptoms: Symptoms = {
    signals: [],
    calls: calls.length,
    errors,
    misses,
    unrecorded,
    repeats: 0,
    content,
    worked,
    answer,
    submitted: hasSubmitted(trajectory),
    unanswered: answer === undefined && endsUnanswered(trajectory),
    gaveUp: admitted !== undefined,
    undecided: open !== undefined,
    maybeMet: answer !== undefined && saysTheSame(answer.text, trajectory.task.reference),
    limited: limits.test(trajectory.outcome.termination ?? ""),
    invented,
    offTopic: isOffTopic(trajectory, calls, answer),
    changes: changesMade(trajectory, calls),
  };
  symptoms.repeats = addCallSignals(symptoms.signals, calls);
  addStepSignals(symptoms.signals, trajectory);
  // Of a long run's many faults some are enough; how it ended is never left out.
  symptoms.signals.splice(30);
  addEndSignals(symptoms, trajectory, admitted ?? open);
  return symptoms;
}

/** How the calls of a run went, counted in one go. */
export function countsOf(calls: readonly ReadCall[]): Pick<Symptoms, "errors" | "misses" | "unrecorded" | "content" | "worked"> {
  const counts = { errors: 0, misses: 0, unrecorded: 0, content: 0, worked: 0 };
  for (const read of calls) {
    const isMissing = read.call.result.status === "missing";
    if (isMissing) counts.unrecorded++;
    if (read.kind === "content") counts.content++;
    if (read.kind === "error") {
      counts.errors++;
      if (isMiss(read)) counts.misses++;
    } else if (!isMissing) counts.worked++;
  }
  return counts;
}

/** Of a call that failed: by its first words, a search that worked and found nothing of the name. A shell's `No such file` is none: the command was wrong. */
function isMiss({ call }: ReadCall): boolean {
  return call.argumentsError === undefined && /^\s*["'(]*(?:could not find\b|no more results\b)/i.test(call.result.text);
}

const leavesOpen =
  /\bnot enough (?:info|information|evidence|data)\b|\binsufficient (?:information|evidence|data)\b|\bcannot be (?:completed|determined|answered|solved|verified)\b/i;

function addCallSignals(signals: Signal[], calls: readonly ReadCall[]): number {
  /** Calls by the lengths of their results: with another result it is no repetition, and lengths that differ are cheaper told than calls. */
  const seen = new Map<number, Call[]>();
  let repeats = 0;
  for (const { step, call, kind } of calls) {
    if (call.argumentsError !== undefined) signals.push({ kind: "unreadable_arguments", step, quote: "" });
    else if (kind === "error") signals.push({ kind: "tool_error", step, quote: shownText(call.result.text).slice(0, 160).trim() });
    const { length } = call.result.text;
    const alike = seen.get(length);
    if (alike === undefined) seen.set(length, [call]);
    else if (alike.some((other) => callKey(other) === callKey(call))) {
      repeats++;
      signals.push({ kind: "repeated_action", step, quote: "" });
    } else alike.push(call);
  }
  return repeats;
}

function addStepSignals(signals: Signal[], trajectory: Trajectory): void {
  trajectory.steps.forEach((step, index) => {
    if (step.kind === "agent" && step.malformed === true) signals.push({ kind: "malformed_turn", step: index + 1, quote: "" });
  });
}

/** @param words by which the answer gives up */
function addEndSignals(symptoms: Symptoms, trajectory: Trajectory, words: string | undefined): void {
  const { signals, answer } = symptoms;
  if (symptoms.limited) signals.push({ kind: "stopped_from_outside", step: 0, quote: "" });
  if (answer === undefined) {
    if (!symptoms.submitted) signals.push({ kind: "no_answer", step: 0, quote: "" });
  } else {
    if (words !== undefined) signals.push({ kind: "gave_up", step: answer.step, quote: words });
    for (const value of symptoms.invented.slice(0, 3))
      signals.push({ kind: "invented_value", step: firstSaid(trajectory, value, answer.step) ?? answer.step, quote: value });
    const origin = words === undefined && symptoms.invented.length === 0 ? resultOrigin(trajectory, answer) : undefined;
    if (origin !== undefined) signals.push(origin);
    if (symptoms.maybeMet) signals.push({ kind: "stated_goal_may_be_met", step: answer.step, quote: answer.text.slice(0, 160) });
  }
  if (symptoms.changes === "none" || symptoms.changes === "other")
    signals.push({ kind: symptoms.changes === "none" ? "nothing_changed" : "changed_otherwise", step: 0, quote: "" });
  if (symptoms.offTopic) signals.push({ kind: "off_topic", step: 0, quote: "" });
}

function endsUnanswered(trajectory: Trajectory): boolean {
  const last = trajectory.steps.findLast((step) => step.kind === "agent");
  return last?.kind === "agent" && callsOf(last).at(-1)?.result.status === "missing";
}

function hasSubmitted(trajectory: Trajectory): boolean {
  const { finish } = trajectory.task;
  if (finish === undefined || finish.answerArgument !== undefined) return false;
  const last = trajectory.steps.findLast((step) => step.kind === "agent");
  return last?.kind === "agent" && callsOf(last).some((call) => call.name === finish.name);
}

/** True when one of two short answers holds all words of the other. */
function saysTheSame(answer: string, reference: unknown): boolean {
  if (typeof reference !== "string" || reference.length < 3 || answer.length > 200) return false;
  const [own, right] = [answer, reference].map((text) => new Set(wordsOf(text).filter((word) => !isStopWord(word))));
  if (own === undefined || right === undefined || own.size === 0 || right.size === 0) return false;
  const [fewer, more] = own.size <= right.size ? [own, right] : [right, own];
  return [...fewer].every((word) => more.has(word)) && more.size <= 3 * fewer.size;
}
