import type { FinalAnswer } from "../../evidence/answer.ts";
import { callKey } from "../../evidence/reading.ts";
import { isStopWord } from "../../evidence/words.ts";
import type { Call, Trajectory } from "../../trajectory/trajectory.ts";
import type { Signal } from "../failure-analysis.ts";
import { isChoice } from "./invented-values.ts";

/** The first step of the agent, up to step `last`, that says the value in its text or a call, or was shown it; undefined when none has it as it stands. */
export function firstSaid(trajectory: Trajectory, value: string, last: number): number | undefined {
  for (let at = 0; at < last; at++) {
    const step = trajectory.steps[at];
    if (step?.kind !== "agent") continue;
    if (step.blocks.some((block) => (block.kind === "call" ? inCall(block.call, value) : holds(block.text, value)))) return at + 1;
  }
  return undefined;
}

function inCall(call: Call, value: string): boolean {
  return holds(call.result.text, value) || holds(callKey(call), value);
}

/**
 * Where the result came from that the run ended with: the first step that says or was shown what the answer sets in bold, or else its last number of
 * two digits or name that the goal does not hold. A short answer is such a value as a whole.
 */
export function resultOrigin(trajectory: Trajectory, answer: FinalAnswer): Signal | undefined {
  const quote = answer.text.length > 40 ? lastValue(answer.text, trajectory.task.goal) : isChoice(answer.text) ? undefined : answer.text;
  const step = quote === undefined ? undefined : firstSaid(trajectory, quote, answer.step);
  return quote === undefined || step === undefined ? undefined : { kind: "result_first_stated", step, quote };
}

const bold = /(?<=\*\*)[^*\n:]{1,40}(?=\*\*)/g;
const numberOrName = /[$€£¥]?\d[\d,.:/-]*\d|(?<=[a-z,;:]\s)\p{Lu}[\p{L}-]{2,}(?: \p{Lu}[\p{L}-]+)*/gu;

function lastValue(text: string, goal: string): string | undefined {
  const isNew = (found: string): boolean => !isStopWord(found.toLowerCase()) && !holds(goal, found);
  return text.match(bold)?.findLast(isNew) ?? text.match(numberOrName)?.findLast(isNew);
}

/** True when the text has the value, and not as a part of a longer number or word. */
function holds(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (
      !joins.test(text.charAt(at - 1) + wanted.charAt(0)) &&
      !joins.test(wanted.charAt(wanted.length - 1) + text.charAt(at + wanted.length))
    )
      return true;
  }
  return false;
}

const joins = /^[\p{L}\p{N}]{2}$/u;
