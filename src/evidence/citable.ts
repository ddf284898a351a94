import type { Trajectory } from "../trajectory/trajectory.ts";
import { callsOf, textOf } from "../trajectory/views.ts";
import { factsOf } from "./facts.ts";
import type { Span } from "./injection.ts";

/** Longest stretch of an observation's first line that is cited as what a call brought. */
const FIRST_LINE = 160;

/** Characters around a value that say what it is the value of. */
const AROUND = 60;

/** Values of a run that are looked for, at most. */
const MAX_VALUES = 200;

/**
 * The stretches of an observation that are evidence, from the run alone: its first line and the values at its beginning, which the rules cite, and the first place of
 * each value that the agent itself speaks of, with the words around it.
 *
 * @param values what the agent speaks of, by `spokenValues`
 * @param most stretches around such values, at most
 * @returns in the order in which they are found; they may overlap
 */
export function citableSpans(observation: string, values: readonly string[], most: number): Span[] {
  const start = Math.max(0, observation.search(/\S/));
  const spans = [{ start, end: Math.min(lineEnd(observation, start), start + FIRST_LINE) }];
  for (const { evidence } of factsOf(observation, 1, most)) spans.push(...spanOf(observation, evidence.quote, 0));
  const spoken = values.flatMap((value) => spanOf(observation, value, AROUND)).toSorted((a, b) => a.start - b.start);
  return [...spans, ...spoken.slice(0, most)];
}

/** Numbers, dates and ids in the agent's words and calls, as they stand there, each once, the latest first: an answer comes last. */
export function spokenValues({ steps }: Pick<Trajectory, "steps">): string[] {
  const values = new Set<string>();
  for (const step of steps.toReversed()) {
    if (step.kind !== "agent") continue;
    const said = [textOf(step), ...callsOf(step).map((call) => JSON.stringify(call.arguments))].join(" ");
    for (const [value] of said.matchAll(/[\p{L}\p{N}][\p{L}\p{N}.,:/_-]*[\p{L}\p{N}]/gu)) {
      if (value.length >= 3 && value.length <= 40 && /\d/.test(value)) values.add(value);
      if (values.size >= MAX_VALUES) return [...values];
    }
  }
  return [...values];
}

function spanOf(text: string, value: string, around: number): Span[] {
  const at = text.indexOf(value);
  return at === -1 ? [] : [{ start: Math.max(0, at - around), end: Math.min(text.length, at + value.length + around) }];
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
