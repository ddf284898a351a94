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

/** Border between minor and major failures on the scale of severity: w = 1 − v is below the paper's 0.3 above it (section 3.1). */
const MINOR = 0.7;

/** Where major failures begin, so that the mildest of them weighs less than 0.3. */
const MAJOR = 0.71;

/** Types that the paper calls minor, however bad the run. */
const minorTypes: ReadonlySet<FailureType> = new Set(["incomplete", "constraint_violation"]);

/**
 * Severity v in [0, 1] by rules, 0 mild and 1 catastrophic.
 *
 * v = base(type) + 0.35 × share of calls that failed + 0.15 × share of calls that repeat an earlier one, at most 1. A search that found nothing of
 * the name has not failed. A run whose calls all failed has v ≥ 0.85. Unfinished work and broken conditions are minor: v ≤ 0.7.
 *
 * @param type the type that explains the failure
 */
export function severityOf(type: FailureType, symptoms: Pick<Symptoms, "calls" | "errors" | "misses" | "repeats" | "worked">): number {
  const { calls, errors, misses, repeats, worked } = symptoms;
  const share = (count: number): number => (calls === 0 ? 0 : count / calls);
  const sum = base[type] + 0.35 * share(errors - misses) + 0.15 * share(repeats);
  const severity = calls > 0 && worked === 0 ? Math.max(sum, 0.85) : sum;
  return round(Math.min(minorTypes.has(type) ? MINOR : 1, severity));
}

/**
 * Severity v in [0, 1] of what a model calls `said` bad on a scale from 0 to 1. How bad it finds a failure decides within minor or major; which of the two it is, only
 * the paper's three conditions do: v = 0.7 × said without any of them, v = 0.71 + 0.29 × said with one.
 */
export function graded(said: number, isMajor: boolean): number {
  const share = Math.max(0, Math.min(1, said));
  return round(isMajor ? MAJOR + (1 - MAJOR) * share : MINOR * share);
}

/** Severity of the same failure without what made it major: for the part of a run that ends before that. */
export function withoutMajor(severity: number): number {
  return graded((severity - MAJOR) / (1 - MAJOR), false);
}

/**
 * Weight w in [0, 1]: how much a pair made of the run counts in training.
 *
 * w = 1 − v. Mild failures train with nearly full weight, catastrophic ones with next to none.
 */
export function weightOf(severity: number): number {
  return round(1 - severity);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
