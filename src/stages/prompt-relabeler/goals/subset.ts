import type { ReadCall } from "../../../evidence/reading.ts";
import { admission, finalAnswerOf } from "../../../evidence/answer.ts";
import { unseenValues } from "../../../evidence/coherence.ts";
import type { JsonObject } from "../../../base/json.ts";
import { sentencesOf } from "../../../evidence/prose.ts";
import { stem, wordsOf } from "../../../evidence/words.ts";
import type { Evidence } from "../../replay-outcome.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { goalOf, leansOn, ownerOf, partsOf, requestsOf, type Request } from "../requests.ts";

/**
 * The parts of a goal that were met, in the goal's own words. Every call must belong to one request; a request is met when all its calls
 * brought something and sentences of the run's answer speak of it without admitting a failure.
 */
export const subsetGoals: GoalFinder = {
  name: "subset",
  find(run) {
    const answer = finalAnswerOf(run.trajectory);
    if (answer === undefined || run.calls.length < 2) return [];
    const sentences = partsOf(run.trajectory.task.goal);
    if (sentences.length < 2) return [];
    const requests = requestsOf(run.trajectory.task.goal);
    if (requests.length < 2) return [];
    const owners = run.calls.map((call) => ownerOf(call, run, requests));
    const met = requests.filter((request) => isMet(request, run.calls, owners));
    if (met.length === 0 || met.length === requests.length) return [];
    const unmet = requests.filter((request) => !met.includes(request));
    if (met.some((request) => leansOn(request, requests, unmet))) return [];
    const kept = sentencesOf(answer.text, 40).filter((sentence) => speaksOnlyOf(sentence, met, unmet));
    if (kept.length === 0 || !met.every((request) => kept.some((sentence) => shares(sentence, request, met)))) return [];
    const draft = toDraft(run, sentences, requests, met, kept, owners);
    return draft === undefined ? [] : [draft];
  },
};

function isMet(request: Request, calls: readonly ReadCall[], owners: (Request | undefined)[]): boolean {
  const own = calls.filter((_, at) => owners[at] === request);
  return own.length > 0 && own.at(-1)?.kind === "content";
}

function speaksOnlyOf(sentence: string, met: readonly Request[], unmet: readonly Request[]): boolean {
  if (admission(sentence) !== undefined || /^(?:however|but|as for|regarding)\b/i.test(sentence)) return false;
  const said = wordsOf(sentence).map(stem);
  const score = (requests: readonly Request[]): number => said.filter((word) => requests.some((request) => request.own.has(word))).length;
  return score(met) > score(unmet);
}

/** True for a sentence that speaks of a request, and of no other one more. */
function shares(sentence: string, request: Request, met: readonly Request[]): boolean {
  const said = new Set(wordsOf(sentence).map(stem));
  const score = ({ own }: Request): number => [...own].filter((word) => said.has(word)).length;
  return score(request) > 0 && met.every((other) => other === request || score(other) < score(request));
}

function toDraft(
  run: RunView,
  sentences: readonly string[],
  requests: readonly Request[],
  met: readonly Request[],
  kept: string[],
  owners: (Request | undefined)[],
): GoalDraft | undefined {
  const serves = (owner: Request | undefined): boolean => owner === undefined || met.includes(owner);
  const used = run.calls.filter((call, at) => call.kind === "content" && serves(owners[at]));
  const last = used.at(-1)?.step;
  const text = kept.join(" ");
  const evidence = evidenceFor(text, used);
  if (last === undefined || evidence.length === 0) return undefined;
  const goal = goalOf(sentences, requests, met);
  if (used.some(({ call }) => losesArgument(call.arguments, run.trajectory.task.goal, goal))) return undefined;
  if (
    unseenValues(
      text,
      [goal, ...used.map(({ call }) => call.result.text)].map((one) => one.toLowerCase()),
    ).length > 0
  )
    return undefined;
  return {
    questions: [goal],
    strategy: "subset",
    prefixEnd: last,
    supports: new Set(used.map((call) => call.step)),
    claims: met.map((request) => ({ text: `Asked and answered: ${request.sentence}`, evidence })),
    closing: { text, evidence },
    answers: [],
    grounds: { guess: 0.75 },
  };
}

/** True when the old goal named what a call was given and the new one does not: nothing would explain the call. */
function losesArgument(given: JsonObject, before: string, now: string): boolean {
  const [old, fresh] = [before.toLowerCase(), now.toLowerCase()];
  return Object.values(given).some((value) => {
    const said = typeof value === "string" || typeof value === "number" ? String(value).toLowerCase() : "";
    return said.length >= 3 && old.includes(said) && !fresh.includes(said);
  });
}

/** A quote for each value of the answer, from the observation that shows it. */
function evidenceFor(text: string, calls: readonly ReadCall[]): Evidence[] {
  const values = [...text.matchAll(/\d[\d,.]*\d|\d|(?<=[a-z,:] )\p{Lu}[\p{L}'’-]{2,}/gu)].map(([value]) => value);
  const evidence: Evidence[] = [];
  for (const { step, call } of calls) {
    const found = values.find((value) => call.result.text.includes(value));
    if (found === undefined) continue;
    const at = call.result.text.indexOf(found);
    evidence.push({ step, in: "observation", quote: call.result.text.slice(Math.max(0, at - 60), at + found.length + 60) });
  }
  return evidence;
}
