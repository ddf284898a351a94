import { asNumber, isObject } from "../../base/json.ts";
import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { observationOf, textOf, reasoningOf } from "../../trajectory/views.ts";
import type { Signal } from "../failure-analysis.ts";

const longest = 160;

/** What the record itself says against the run: that it failed, with its reason, and the step that people marked as the mistake. */
export function recordSignals(trajectory: Trajectory): Signal[] {
  const { outcome } = trajectory;
  if (outcome.status !== "failure") return [];
  const failed: Signal = { kind: "record_says_failed", step: 0, quote: outcome.reason?.slice(0, longest).trim() ?? "" };
  const mistake = annotatedMistake(trajectory);
  return mistake === undefined ? [failed] : [failed, mistake.signal];
}

/** A step that people marked as the one that decided the failure, and whom they blame for it. */
export interface AnnotatedMistake {
  /** Names the step, with the beginning of what it says. */
  signal: Signal;
  agent?: string;
}

/** The annotation of Who&When (`extra.whoAndWhen`), or undefined where the record has none that names a step of the run. */
export function annotatedMistake({ extra, steps }: Trajectory): AnnotatedMistake | undefined {
  const given = extra?.["whoAndWhen"];
  if (!isObject(given)) return undefined;
  const step = asNumber(given["mistakeStep"]);
  const at = step === undefined ? undefined : steps[step - 1];
  if (step === undefined || at === undefined) return undefined;
  const agent = given["mistakeAgent"];
  return { signal: { kind: "annotated_mistake", step, quote: beginningOf(at) }, ...(typeof agent === "string" ? { agent } : {}) };
}

function beginningOf(step: Step): string {
  const texts = step.kind === "agent" ? [textOf(step), reasoningOf(step), observationOf(step)] : [step.text];
  return (
    texts
      .find((text) => text.trim() !== "")
      ?.trim()
      .slice(0, longest)
      .trim() ?? ""
  );
}
