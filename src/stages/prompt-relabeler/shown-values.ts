import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { injectedSpans } from "../../evidence/injection.ts";
import { callKey } from "../../evidence/reading.ts";
import { callsOf, observationOf } from "../../trajectory/views.ts";

const texts = new WeakMap<Trajectory, string[]>();

/**
 * All that the agent was shown, told about or called up to a step (1-based), in lower case. The user's request is not among it, and neither are
 * passages that address the evaluator.
 */
export function shownBefore(trajectory: Trajectory, step: number): string {
  return textsOf(trajectory).slice(0, step).join("\n");
}

/** What one step (1-based) shows or calls, as `shownBefore` has it. */
export function shownAt(trajectory: Trajectory, step: number): string {
  return textsOf(trajectory)[step - 1] ?? "";
}

/** The numbers of the run up to a step, as values: in observations, calls, the system prompt and the turns of users after the first. */
export function shownNumbers(trajectory: Trajectory, step: number): Set<number> {
  const numbers = new Set<number>();
  for (const digits of shownBefore(trajectory, step).match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []) {
    numbers.add(Number(digits.replaceAll(",", "")));
    // Dates and times are written together and apart.
    for (const part of digits.split(/[.,]/)) numbers.add(Number(part));
  }
  return numbers;
}

function textsOf(trajectory: Trajectory): string[] {
  let read = texts.get(trajectory);
  if (read === undefined) {
    const goal = trajectory.task.goal;
    read = trajectory.steps.map((step) => withoutInjected(textOfStep(step, goal)).toLowerCase());
    texts.set(trajectory, read);
  }
  return read;
}

function textOfStep(step: Step, goal: string): string {
  if (step.kind === "agent") return [observationOf(step), ...callsOf(step).map((call) => callKey(call))].join("\n");
  return goal.length > 0 ? step.text.replaceAll(goal, "") : step.text;
}

function withoutInjected(text: string): string {
  let kept = "";
  let from = 0;
  for (const { start, end } of injectedSpans(text)) {
    kept += `${text.slice(from, start)} `;
    from = end;
  }
  return from === 0 ? text : kept + text.slice(from);
}
