import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { withoutInjected } from "../../evidence/injection.ts";
import { callKey } from "../../evidence/reading.ts";
import { callsOf, observationOf } from "../../trajectory/views.ts";

/** What a step shows and what it calls, apart, in lower case. The user's request and passages that address the evaluator are not among it. */
interface ShownStep {
  observed: string;
  called: string;
  /** Text of users, the system and the harness. */
  told: string;
}

const read = new WeakMap<Trajectory, ShownStep[]>();
const firsts = new WeakMap<Trajectory, Map<string, number>>();

/** What one step (1-based) shows, calls or tells. */
export function shownAt(trajectory: Trajectory, step: number): string {
  const shown = shownSteps(trajectory)[step - 1];
  return shown === undefined ? "" : `${shown.observed}\n${shown.called}\n${shown.told}`;
}

/** What one step (1-based) observed, without what it called or was told. */
export function observedAt(trajectory: Trajectory, step: number): string {
  return shownSteps(trajectory)[step - 1]?.observed ?? "";
}

/** All that the agent had been shown or told, or had called, when it spoke in a step (1-based): its own calls are among it, their results are not. */
export function knownWhenSpeaking(trajectory: Trajectory, step: number): string[] {
  const shown = shownSteps(trajectory);
  const before = shown.slice(0, step - 1).map(({ observed, called, told }) => `${observed}\n${called}\n${told}`);
  return [...before, shown[step - 1]?.called ?? ""];
}

/** The first step (1-based) that shows, calls or tells a text; `Infinity` when none does. */
export function firstShown(trajectory: Trajectory, text: string): number {
  let known = firsts.get(trajectory);
  if (known === undefined) firsts.set(trajectory, (known = new Map()));
  let first = known.get(text);
  if (first === undefined) {
    const at = shownSteps(trajectory).findIndex(
      (step) => step.observed.includes(text) || step.called.includes(text) || step.told.includes(text),
    );
    first = at === -1 ? Infinity : at + 1;
    known.set(text, first);
  }
  return first;
}

/** The numbers of the run up to a step, as values: in observations, calls and turns of users. */
export function shownNumbers(trajectory: Trajectory, step: number): Set<number> {
  const numbers = new Set<number>();
  for (let at = 1; at <= step; at++) {
    for (const digits of shownAt(trajectory, at).match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []) {
      numbers.add(Number(digits.replaceAll(",", "")));
      // Dates and times are written together and apart.
      for (const part of digits.split(/[.,]/)) numbers.add(Number(part));
    }
  }
  return numbers;
}

function shownSteps(trajectory: Trajectory): ShownStep[] {
  let shown = read.get(trajectory);
  if (shown === undefined) {
    const { goal } = trajectory.task;
    shown = trajectory.steps.map((step) => shownStep(step, goal));
    read.set(trajectory, shown);
  }
  return shown;
}

function shownStep(step: Step, goal: string): ShownStep {
  if (step.kind === "agent") {
    return {
      observed: clean(observationOf(step)),
      called: clean(
        callsOf(step)
          .map((call) => callKey(call))
          .join("\n"),
      ),
      told: "",
    };
  }
  const text = clean(goal.length > 0 ? step.text.replaceAll(goal, () => "") : step.text);
  return step.kind === "environment" ? { observed: text, called: "", told: "" } : { observed: "", called: "", told: text };
}

function clean(text: string): string {
  return withoutInjected(text).toLowerCase();
}
