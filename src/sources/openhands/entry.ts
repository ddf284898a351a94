import type { Json } from "../../base/json.ts";
import type { Piece } from "../shared/messages/step-builder.ts";
import { StepBuilder } from "../shared/messages/step-builder.ts";

/** What an event of either generation says, in one form. Events that say nothing of the run give none. */
export type Entry = { at?: string | undefined } & (
  | { kind: "system"; text: string; tools: Json | undefined }
  | { kind: "user"; text: string }
  | {
      kind: "turn";
      /** Id of the model's answer: the events of parallel calls share it and are one turn. Some servers give every answer the same. */
      answer: string | undefined;
      /** How many calls the answer has, where the event says so. Without it the calls of an answer stand before all their results. */
      calls?: number | undefined;
      pieces: Piece[];
    }
  | { kind: "result"; id: string; text: string; status: "ok" | "error"; exitCode?: number | undefined }
  | { kind: "environment"; text: string }
);

/** Notes that readers of events add to. */
export interface Notes {
  losses: Set<string>;
  synthesized: Set<string>;
  /** How the run ended, by the last event that tells. */
  termination?: string;
  version?: string;
  agent?: string;
}

/**
 * Steps of entries, in their order; calls of one answer of the model stand together, where the first of them was.
 *
 * @param laterUsers who writes what the user says after the first time
 */
export function stepsOf(entries: readonly Entry[], laterUsers: "human" | "injected"): StepBuilder {
  const builder = new StepBuilder("human");
  const kept: Entry[] = [];
  for (const entry of entries) {
    const before = entry.kind === "turn" ? kept.findLast((earlier) => earlier.kind === "turn") : undefined;
    if (entry.kind === "turn" && before?.kind === "turn" && isOneAnswer(before, entry, kept.at(-1) === before)) {
      const said = new Set(before.pieces.map((piece) => ("text" in piece ? piece.text : "")));
      // Each of the events repeats what was said before the calls.
      before.pieces.push(...entry.pieces.filter((piece) => piece.kind === "call" || !("text" in piece && said.has(piece.text))));
    } else kept.push(entry.kind === "turn" ? { ...entry, pieces: [...entry.pieces] } : entry);
  }
  let users = 0;
  for (const entry of kept) {
    const about = entry.at === undefined ? {} : { at: entry.at };
    if (entry.kind === "system") builder.system(entry.text, about);
    else if (entry.kind === "environment") builder.environment(entry.text, about);
    else if (entry.kind === "turn") builder.turn(entry.pieces, about);
    else if (entry.kind === "user") {
      if (users === 0) builder.user(entry.text, about);
      else {
        builder.endTurn();
        builder.steps.push({ kind: "user", text: entry.text, by: laterUsers, ...about });
      }
      users += 1;
    } else {
      const { id, text, status, exitCode } = entry;
      builder.result({ id, name: undefined, text, status, extra: exitCode === undefined ? undefined : { exit_code: exitCode } });
    }
  }
  return builder;
}

type Turn = Extract<Entry, { kind: "turn" }>;

function isOneAnswer(before: Turn, { answer, calls }: Turn, nothingBetween: boolean): boolean {
  if (answer === undefined || answer === "" || before.answer !== answer) return false;
  return calls === undefined ? nothingBetween : before.pieces.filter(({ kind }) => kind === "call").length < calls;
}
