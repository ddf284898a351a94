import type { FailureType } from "../failure-analysis.ts";
import type { Symptoms } from "./signals.ts";

/** Severity of a failure of each type when nothing else is wrong with the run. */
const base: Record<FailureType, number> = {
  incomplete: 0.2,
  constraint_violation: 0.25,
  wrong_result: 0.4,
  tool_error: 0.45,
  hallucination: 0.6,
  off_topic: 0.65,
};

/**
 * Severity v in [0, 1], 0 mild and 1 catastrophic.
 *
 * v = base(type) + 0.35 × share of calls that failed + 0.15 × share of calls that repeat an earlier one, at most 1. A search that found nothing of
 * the name has not failed. A run in which nothing brought content has v ≥ 0.85.
 *
 * @param type the type that explains the failure
 */
export function severityOf(type: FailureType, symptoms: Symptoms): number {
  const { calls, errors, misses, repeats, content } = symptoms;
  const share = (count: number): number => (calls === 0 ? 0 : count / calls);
  const severity = base[type] + 0.35 * share(errors - misses) + 0.15 * share(repeats);
  return round(Math.min(1, content === 0 ? Math.max(severity, 0.85) : severity));
}

/**
 * Weight w in [0, 1]: how much a pair made of the run counts in training.
 *
 * w = 1 − v. Mild failures train with nearly full weight, catastrophic ones with next to none; v above 0.7 puts w below the paper's 0.3, the
 * border between minor and major failures (section 3.1).
 */
export function weightOf(severity: number): number {
  return round(1 - severity);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
