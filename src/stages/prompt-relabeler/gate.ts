/** Settings of Algorithm 1 (paper, section 3.3). */
export interface GateSettings {
  /** θ: a goal is taken when its confidence reaches this. In [0, 1]. */
  theta: number;
  /** δ: a run whose weight is below this is thrown away before stage 2. In [0, 1]. */
  delta: number;
  /** K: how often stage 3 is asked before the run is given up. At least 1. */
  tries: number;
  /**
   * `strict`: a judge's "invalid" is a veto, and nothing is taken that a judge has not confirmed. `paper`: Algorithm 1 to the letter, in which only the second
   * judge's confidence is read and a try that fell short of θ may still be taken in the end.
   */
  preset: "strict" | "paper";
}

export const defaultGate: GateSettings = { theta: 0.5, delta: 0.3, tries: 3, preset: "strict" };

/** Share of θ that the best of the tries that fell short must reach to be taken after all (paper, Algorithm 1). */
const FALLBACK = 0.8;

/** One try of stage 3, and what the judges asked so far say of it. */
export interface Try {
  valid: boolean;
  /** c in [0, 1]. */
  confidence: number;
  verdicts: ReadonlyArray<{ valid: boolean; confidence: number }>;
}

/** What the gate says after the tries so far. `accept` names the try (from 0) and the pair's confidence. */
export type GateResult =
  | { decision: "accept"; attempt: number; confidence: number; fallback: boolean }
  | { decision: "judge" }
  | { decision: "retry" }
  | { decision: "reject"; reason: "low_confidence" | "judge_veto" | "no_goal" };

/**
 * Algorithm 1 as a pure function of the tries so far. The last try counts: it goes to the next judge while one is left that can still change the
 * decision, is accepted when all have confirmed it, and otherwise the next try is due until K are used up.
 *
 * @param judges how many there are. `strict` accepts without any, on the checks alone; the confidence is then c, else the mean of c and the mean of the judges'
 */
export function gate(tries: readonly Try[], settings: GateSettings, judges: number): GateResult {
  const last = tries.at(-1);
  if (
    last !== undefined &&
    last.valid &&
    last.confidence >= settings.theta &&
    last.verdicts.every((verdict) => confirms(verdict, settings))
  ) {
    if (last.verdicts.length < judges) return { decision: "judge" };
    return { decision: "accept", attempt: tries.length - 1, confidence: confidenceOf(last), fallback: false };
  }
  if (tries.length < settings.tries) return { decision: "retry" };
  const best = settings.preset === "paper" ? bestOfShort(tries, settings.theta) : undefined;
  if (best !== undefined) return { decision: "accept", ...best, fallback: true };
  if (tries.some((attempt) => attempt.verdicts.length > 0)) return { decision: "reject", reason: "judge_veto" };
  return { decision: "reject", reason: tries.some((attempt) => attempt.valid) ? "low_confidence" : "no_goal" };
}

function confirms(verdict: Try["verdicts"][number], { theta, preset }: GateSettings): boolean {
  return verdict.confidence >= theta && (verdict.valid || preset === "paper");
}

/** (c + c₂)/2, with c₂ the mean of the judges'. */
function confidenceOf({ confidence, verdicts }: Try): number {
  if (verdicts.length === 0) return confidence;
  const mean = verdicts.reduce((sum, verdict) => sum + verdict.confidence, 0) / verdicts.length;
  return (confidence + mean) / 2;
}

/** The surest valid try that fell short of θ and was therefore never judged, when it comes near enough. One that a judge turned down is none. */
function bestOfShort(tries: readonly Try[], theta: number): { attempt: number; confidence: number } | undefined {
  let best: { attempt: number; confidence: number } | undefined;
  for (const [attempt, { valid, confidence }] of tries.entries()) {
    if (valid && confidence < theta && confidence > (best?.confidence ?? -1)) best = { attempt, confidence };
  }
  return best !== undefined && best.confidence >= FALLBACK * theta ? best : undefined;
}
