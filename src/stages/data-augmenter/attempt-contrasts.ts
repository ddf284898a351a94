import type { FailureAnalysis } from "../failure-analysis.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { AssistantMessage, AttemptContrast, Sample, SampleCall, SampleMessage } from "./sample.ts";
import { successSample } from "./success-sample.ts";

/** One attempt at a task, as far as contrasts need it. Plain data: it can be written down and read again. */
export interface Attempt {
  status: "success" | "failure";
  /** The whole run under its own goal. */
  sample: Sample;
}

/**
 * A run as an attempt. Weight and failure type are those of its analysis.
 *
 * @returns null when nobody knows how the run ended, or no turn of it can be read
 */
export function attemptOf(trajectory: Trajectory, analysis: FailureAnalysis | null): Attempt | null {
  const { status } = trajectory.outcome;
  if (status === "unknown") return null;
  const sample = successSample(trajectory);
  if (sample === null) return null;
  return { status, sample: { ...sample, weight: analysis?.weight ?? 1, failureType: analysis?.type ?? null } };
}

/** A failed attempt that no successful one can be set against. */
export interface NoContrast {
  /** Why; a fixed sentence, because it is counted by it. */
  noContrast: string;
}

/**
 * Pairs for one prompt: a successful and a failed attempt at the same task, from the turn where they part. Each failed attempt is paired
 * with the first successful one that shares its beginning and then acts differently.
 *
 * No pair is made when system prompt or tools differ; when one attempt is the beginning of the other; when they part at what the user or
 * the environment said, which is no choice of the agent; or when they part in wording alone and make the same calls.
 *
 * @param attempts of one group, in input order
 * @returns for each failed attempt its pair, or why it has none (with the first success, when several were tried)
 */
export function attemptContrasts(attempts: readonly Attempt[]): Array<AttemptContrast | NoContrast> {
  const successes = attempts.filter(({ status }) => status === "success");
  const failures = attempts.filter(({ status }) => status === "failure");
  return failures.map((failure) => {
    const tried = successes.map((success) => contrastOf(success.sample, failure.sample));
    return tried.find((one) => !("noContrast" in one)) ?? tried[0] ?? { noContrast: "no successful attempt at the same task can be read" };
  });
}

function contrastOf(success: Sample, failure: Sample): AttemptContrast | NoContrast {
  if (success.goal !== failure.goal || JSON.stringify(success.tools) !== JSON.stringify(failure.tools)) {
    return { noContrast: "the successful attempt at the same task had another goal text or other tools" };
  }
  const shared = sharedLength(success.messages, failure.messages);
  const chosen = success.messages.slice(shared);
  const rejected = failure.messages.slice(shared);
  const prompt = success.messages.slice(0, shared);
  const parted = noChoice(prompt, chosen[0], rejected[0]);
  if (parted !== null) return { noContrast: parted };
  return {
    groupId: failure.groupId,
    goal: failure.goal,
    tools: success.tools,
    prompt,
    chosen,
    rejected,
    chosenTrajectoryId: success.trajectoryId,
    rejectedTrajectoryId: failure.trajectoryId,
    failureType: failure.failureType,
    weight: failure.weight,
    chosenSource: success.source,
    rejectedSource: failure.source,
  };
}

/** Why the place where two attempts part is no choice between two actions of the agent; null when it is one. */
function noChoice(prompt: readonly SampleMessage[], chosen: SampleMessage | undefined, rejected: SampleMessage | undefined): string | null {
  if (chosen === undefined || rejected === undefined) return "one attempt is the beginning of the other";
  if (chosen.role !== "assistant" || rejected.role !== "assistant") {
    return chosen.role === "system" || rejected.role === "system"
      ? "the attempts have different system prompts"
      : "the attempts part at what the user or the environment said, which is no choice of the agent";
  }
  const last = prompt.at(-1);
  if (last === undefined || (last.role !== "user" && last.role !== "tool")) return "the attempts part at a turn that nobody asked for";
  // Both turns must be readable: what a malformed turn really said is lost.
  if (!chosen.train || !rejected.train) return "the attempts part at a turn that the harness could not read or that got no result";
  if (onlyTalks(chosen) || onlyTalks(rejected) || !sameCalls(chosen.calls, rejected.calls)) return null;
  return "the attempts part in wording alone and make the same calls";
}

function sharedLength(first: readonly SampleMessage[], second: readonly SampleMessage[]): number {
  let length = 0;
  for (const message of first) {
    const other = second[length];
    if (other === undefined || !sameMessage(message, other)) break;
    length++;
  }
  return length;
}

/** Ids of calls are left aside: they are random in most records. */
function sameMessage(first: SampleMessage, second: SampleMessage): boolean {
  if (first.role !== second.role || first.content !== second.content) return false;
  if (first.role === "tool" && second.role === "tool") return first.name === second.name;
  if (first.role !== "assistant" || second.role !== "assistant") return true;
  return first.reasoning === second.reasoning && sameCalls(first.calls, second.calls);
}

function sameCalls(first: readonly SampleCall[], second: readonly SampleCall[]): boolean {
  return JSON.stringify(first.map(action)) === JSON.stringify(second.map(action));
}

function action(call: SampleCall): unknown[] {
  return [call.name, Object.entries(call.arguments).toSorted(([one], [other]) => (one < other ? -1 : 1))];
}

function onlyTalks(turn: AssistantMessage): boolean {
  return turn.calls.length === 0;
}
