import type { Evidence } from "../stages/replay-outcome.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { partOf } from "./grounding.ts";
import { injectedSpans, standsOutside } from "./injection.ts";
import { locateQuote } from "./locate-quote.ts";

/** Longest quote of a model that is believed to prove one thing. */
const MAX_QUOTE = 1000;

/**
 * Evidence as a model gave it, made verbatim: the quote as the step really has it. A passage that addresses the evaluator proves nothing, and neither
 * does one that the step does not hold. Where the named part of the step lacks it, its other parts are looked at: models mix them up.
 *
 * @returns undefined when the run does not show it
 */
export function shownEvidence(trajectory: Pick<Trajectory, "steps">, given: Evidence): Evidence | undefined {
  const step = trajectory.steps[given.step - 1];
  if (step === undefined || given.quote.length > MAX_QUOTE) return undefined;
  const parts: Array<Evidence["in"]> = [given.in, ...allParts.filter((part) => part !== given.in)];
  for (const part of parts) {
    const text = partOf(step, part);
    const quote = locateQuote(text, given.quote);
    if (quote !== undefined && quote.trim() !== "" && standsOutside(text, quote, injectedSpans(text)))
      return { step: given.step, in: part, quote };
  }
  return undefined;
}

const allParts: ReadonlyArray<Evidence["in"]> = ["observation", "call", "message"];
