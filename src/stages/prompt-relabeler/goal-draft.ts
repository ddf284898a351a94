import type { ReadCall } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import type { Claim, Closing, Strategy } from "../relabel.ts";
import type { Grounds } from "./confidence.ts";

/** What every way of finding goals looks at. Read once per run. */
export interface RunView {
  trajectory: Trajectory;
  analysis: FailureAnalysis;
  /** The original goal in lower case. */
  goal: string;
  /** The original goal as `plainOf` has it, with a space at both ends. Made once. */
  plainGoal(): string;
  /** Calls of the agent in order; the finish call is not among them. */
  calls: readonly ReadCall[];
  /** The calls before the first that may have changed something: what they show is so without any turn of the run. */
  untouched: readonly ReadCall[];
  /** The observation of a step (1-based) in lower case, made once. */
  seenAt(step: number): string;
  /** Stems of the subject words of the original goal. */
  oldStems: ReadonlySet<string>;
  /** Last step (1-based) with a call that brought content, or 0. */
  lastContent: number;
}

/** A goal before coherence, masks and the gate. */
export interface GoalDraft {
  /** Ways to put it, all with the same meaning. One is chosen by seed. */
  questions: string[];
  strategy: Strategy;
  prefixEnd: number;
  /** Steps (1-based) that the answer rests on. Other steps with calls are dead ends under this goal. */
  supports: ReadonlySet<number>;
  claims: Claim[];
  /** An answer made of quoted facts, or null when the run's own last turn (at `prefixEnd`) is the answer. */
  closing: Closing | null;
  /** The run's own last turn is an action that brings the goal about, not an answer: its words are looked at like all others. */
  endsInAct?: boolean;
  /** The act rests on nothing that was done before: earlier turns of the agent are left out, not masked. */
  alone?: boolean;
  /** What the goal must not give away. */
  answers: string[];
  /** No words around the calls are kept: they look for more than the goal asks. */
  silent?: boolean;
  /** What its confidence rests on. */
  grounds: Grounds;
}

/** A way of finding goals in a run. It gives none rather than a doubtful one. Goals come best first and are only made when they are asked for. */
export interface GoalFinder {
  name: string;
  find(run: RunView): Iterable<GoalDraft>;
}
