import { finalAnswerOf, type FinalAnswer } from "../../evidence/answer.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { textOf } from "../../trajectory/views.ts";

/** What agents say to end their talk (AutoGen), and nothing else. */
const ending = /^\**TERMINATE\**[.!]?$/;

/** The run's final answer. Where its last words only end the talk, it is what the record gives as the answer, at the step that says it. */
export function answerOf(trajectory: Trajectory): FinalAnswer | undefined {
  const last = finalAnswerOf(trajectory);
  const text = trajectory.outcome.finalAnswer;
  if (last === undefined || text === undefined || !ending.test(last.text)) return last;
  const at = trajectory.steps.findLastIndex((step) => step.kind === "agent" && textOf(step).includes(text));
  return at < 0 ? last : { text, step: at + 1 };
}
