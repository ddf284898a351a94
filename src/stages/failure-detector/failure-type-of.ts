import { constraintsOf } from "../../evidence/constraints.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureType } from "../failure-analysis.ts";
import { annotatedMistake } from "./record-signals.ts";
import type { Symptoms } from "./signals.ts";

/**
 * The type that explains the failure. Where people marked the mistake and their words name a type, it is that one. Otherwise what kept the agent
 * from answering comes before what is wrong with its answer.
 */
export function failureTypeOf(trajectory: Trajectory, symptoms: Symptoms): FailureType {
  const { answer, submitted, gaveUp, limited } = symptoms;
  const ended = answer !== undefined || submitted;
  const failed = symptoms.errors - symptoms.misses;
  const named = annotatedMistake(trajectory) === undefined ? undefined : typeInWords(trajectory.outcome.reason ?? "");
  if (named !== undefined) return named;
  if (symptoms.offTopic) return "off_topic";
  if (failed > 0 && failed * 2 >= symptoms.calls && (!ended || gaveUp || symptoms.content === 0)) return "tool_error";
  if (gaveUp && constraintsOf(trajectory.task.goal).length > 0) return "constraint_violation";
  if (answer !== undefined && symptoms.invented.length > 0) return "hallucination";
  if (limited || gaveUp || symptoms.undecided || !ended) return "incomplete";
  if (symptoms.changes === "none") return "incomplete";
  if (symptoms.changes === "other" || conditionInWords.test(trajectory.outcome.reason ?? "")) return "constraint_violation";
  // Every look-up came back with nothing, and yet there is an answer.
  return answer !== undefined && symptoms.calls > 0 && symptoms.misses === symptoms.calls ? "hallucination" : "wrong_result";
}

const conditionInWords = /constraint|limit|budget|exceed|over the|too (?:expensive|late|early|many|few)/i;

/** A type that a person's reason names: made-up data, work that was not done before the steps ran out, or work at something else. */
function typeInWords(reason: string): FailureType | undefined {
  if (/\b(?:fabricat|hallucinat|invent(?:s|ed)\b|made[- ]up|make up|placeholder|simulated|hypothetical)/i.test(reason))
    return "hallucination";
  if (/\b(?:exhaust\w*|step limits?|interaction limits?|not attempted|did not complete)\b/i.test(reason)) return "incomplete";
  if (/\b(?:irrelevant|unrelated|off[- ]topic)\b/i.test(reason)) return "off_topic";
  return undefined;
}
