import { locateQuote } from "../../evidence/locate-quote.ts";
import { partOf } from "../../evidence/grounding.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis, Signal } from "../failure-analysis.ts";
import type { AnalysisAnswer } from "../prompting/answer.ts";
import { weightOf } from "./severity.ts";

/** A model's analysis with its signals checked: a signal whose quote its step does not hold is dropped. A success of the record stays one. */
export function analysisOf(trajectory: Trajectory, answer: AnalysisAnswer): FailureAnalysis {
  const { status } = trajectory.outcome;
  const verdict = status === "unknown" ? answer.verdict : status;
  const signals = answer.signals.flatMap((signal) => checked(trajectory, signal));
  if (verdict === "failure" && answer.statedGoalMet) signals.push({ kind: "stated_goal_may_be_met", step: 0, quote: "" });
  const severity = verdict === "failure" ? Math.max(0, Math.min(1, answer.severity)) : 0;
  return {
    verdict,
    type: verdict === "failure" ? (answer.type ?? "incomplete") : null,
    severity,
    weight: verdict === "failure" ? weightOf(severity) : 1,
    recoverable: verdict !== "failure" || answer.recoverable,
    signals,
    explanation: answer.explanation,
    by: "model",
  };
}

function checked(trajectory: Trajectory, { kind, step, quote }: Signal): Signal[] {
  if (step === 0) return [{ kind, step: 0, quote: "" }];
  const at = trajectory.steps[step - 1];
  if (at === undefined || !Number.isInteger(step)) return [];
  for (const part of ["observation", "call", "message"] as const) {
    const found = locateQuote(partOf(at, part), quote);
    if (found !== undefined) return [{ kind, step, quote: found }];
  }
  return [];
}
