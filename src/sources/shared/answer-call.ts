import type { FinishTool, Step } from "../../trajectory/trajectory.ts";
import { placedCalls } from "../../trajectory/views.ts";

/** How a dialogue with its actions in words is ended, and with which answer. */
export interface AnswerCall {
  finish?: FinishTool;
  finalAnswer?: string;
}

/** The last call, where it is one of those by which AgentBench's environments are told the answer: `answer(x)`, `Answer` with its text, `finish`. */
export function answerCallOf(steps: readonly Step[]): AnswerCall {
  const call = placedCalls({ steps: [...steps] }).at(-1)?.call;
  if (call === undefined || !/^(answer|finish|final answer|submit)$/i.test(call.name)) return {};
  const argument = ["input", "answer", "message", "text"].find((name) => typeof call.arguments[name] === "string");
  if (argument === undefined) return { finish: { name: call.name } };
  const given = call.arguments[argument];
  return {
    finish: { name: call.name, answerArgument: argument },
    ...(typeof given === "string" && given !== "" ? { finalAnswer: given } : {}),
  };
}
