import { factsOf } from "../../evidence/facts.ts";
import { shownEvidence } from "../../evidence/shown.ts";
import { observationOf } from "../../trajectory/views.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { OutcomeAnswer } from "../prompting/answer.ts";
import type { Achievement, Evidence, Fact, ReplayOutcome } from "../replay-outcome.ts";

const maxFacts = 8;

/** A model's outcome with its quotes made verbatim. An achievement that no observation shows is dropped. */
export function replayOf(trajectory: Trajectory, answer: OutcomeAnswer): ReplayOutcome {
  const achievements = answer.achievements.flatMap((given): Achievement[] => {
    const evidence = given.evidence.flatMap((one): Evidence[] => {
      const shown = shownEvidence(trajectory, one);
      return shown === undefined ? [] : [shown];
    });
    const first = evidence.find((one) => one.in === "observation");
    if (first === undefined) return [];
    const firstStep = inRange(given.firstStep, trajectory) ?? first.step;
    return [{ text: given.text, firstStep, lastStep: Math.max(firstStep, inRange(given.lastStep, trajectory) ?? firstStep), evidence }];
  });
  return { achievements, facts: factsAt(trajectory, achievements.at(-1)), limitations: answer.limitations, by: "model" };
}

function inRange(step: number, { steps }: Trajectory): number | undefined {
  return Number.isInteger(step) && step >= 1 && step <= steps.length ? step : undefined;
}

function factsAt(trajectory: Trajectory, achievement: Achievement | undefined): Fact[] {
  const shown = achievement?.evidence.find((one) => one.in === "observation");
  const step = shown === undefined ? undefined : trajectory.steps[shown.step - 1];
  return step === undefined || shown === undefined ? [] : factsOf(observationOf(step), shown.step, maxFacts);
}
