import type { FinalAnswer } from "../../evidence/answer.ts";
import { callKey, type ReadCall } from "../../evidence/reading.ts";
import { contentStems, knownStems } from "../../evidence/words.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";

/**
 * True when nothing of what the goal speaks of stands in any call, observation or the answer. Names and numbers of the goal do not count as
 * touched where a tool that fits the goal's other words was at hand and never called: asking for the weather in Prague is no search for a train
 * to Prague. A run without an answer, most of whose turns could not be read as actions, was kept from acting; where it would have gone is not known.
 *
 * @param answer the run's final answer, where it has one
 */
export function isOffTopic(trajectory: Trajectory, calls: readonly ReadCall[], answer: FinalAnswer | undefined): boolean {
  if (calls.length === 0 || trajectory.task.hidden === true) return false;
  if (answer === undefined && malformedTurns(trajectory) > calls.length) return false;
  const { goal } = trajectory.task;
  const all = knownStems(goal);
  if (all.size < 3) return false;
  const called = new Set(calls.map(({ call }) => call.name));
  const uncalled = trajectory.tools.filter((tool) => !called.has(tool.name));
  const common = uncalled.length === 0 ? all : contentStems(goal.replace(namesAndNumbers, " "));
  const overlooked = common.size >= 2 && uncalled.some((tool) => speaksOf(`${tool.name} ${tool.description ?? ""}`, common));
  const wanted = overlooked ? common : all;
  if (answer !== undefined && speaksOf(answer.text, wanted)) return false;
  if (calls.some(({ call }) => speaksOf(callKey(call), wanted) || speaksOf(call.result.text.slice(0, 600), wanted))) return false;
  return !trajectory.tools.some((tool) => called.has(tool.name) && speaksOf(tool.description ?? "", wanted));
}

const namesAndNumbers = /(?<=\s)\p{Lu}[\p{L}-]*|[\p{L}]*\d[\p{L}\d:.,-]*/gu;

function malformedTurns(trajectory: Trajectory): number {
  return trajectory.steps.filter((step) => step.kind === "agent" && step.malformed === true).length;
}

/** True when any of the stems stands in the text, in whatever word. */
function speaksOf(text: string, stems: ReadonlySet<string>): boolean {
  if (text === "") return false;
  const lower = text.toLowerCase();
  for (const word of stems) if (lower.includes(word)) return true;
  return false;
}
