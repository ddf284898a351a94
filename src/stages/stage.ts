import type { Trajectory } from "../trajectory/trajectory.ts";
import type { FailureAnalysis } from "./failure-analysis.ts";
import type { ModelCall } from "./model-call.ts";
import type { RefusedRelabel, Relabel, Verdict } from "./relabel.ts";
import type { ReplayOutcome } from "./replay-outcome.ts";

/** Rules answer at once, models later. */
export type Awaitable<T> = T | Promise<T>;

/** Stage 1. */
export interface FailureDetector {
  detect(trajectory: Trajectory): Awaitable<FailureAnalysis>;
}

/** Stage 2. */
export interface OutcomeExtractor {
  extract(trajectory: Trajectory, analysis: FailureAnalysis): Awaitable<ReplayOutcome>;
}

/** A goal proposed by stage 3, before the gate: everything of a relabel but its verdicts, and the confidence of whoever proposed it. */
export type Proposal = Omit<Relabel, "verdicts">;

/** What one try of stage 3 gives. `refused` lists goals that were thought of and dropped on the way, for `explain`. */
export interface Proposals {
  proposals: Proposal[];
  refused: RefusedRelabel[];
}

/** Stage 3. */
export interface PromptRelabeler {
  /** @param attempt 0 for the first try; later tries may be more adventurous (temperature 0.3, then 0.7). Rules answer once. */
  propose(trajectory: Trajectory, analysis: FailureAnalysis, outcome: ReplayOutcome, attempt: number): Awaitable<Proposals>;
  /** True when another try can give something else. */
  readonly retries: boolean;
  /** True when it can find nothing in a run of which stage 2 says that it achieved nothing, so that it need not be asked. */
  endsWithout(outcome: ReplayOutcome): boolean;
}

/** The free checks that stand in front of every judge: evidence and coherence, by code. */
export interface ProposalCheck {
  check(trajectory: Trajectory, proposal: Proposal): Verdict;
}

/** What a judge says of a pair, and how it could be mended. */
export interface Judgement {
  verdict: Verdict;
  /** The same goal with another mask or an earlier end, when that would mend what is wrong. */
  repaired: Proposal | null;
}

/** A reader of finished proposals, asked about all goals of a run at once. */
export interface Judge {
  /** Name of the model, or of whatever reads. */
  readonly name: string;
  /** @returns one judgement for each proposal, in their order */
  judge(trajectory: Trajectory, proposals: readonly Proposal[]): Awaitable<Judgement[]>;
}

/** The stages of one run of the tool, built once. */
export interface Stages {
  detector: FailureDetector;
  extractor: OutcomeExtractor;
  relabeler: PromptRelabeler;
  check: ProposalCheck;
  /** Asked one after another, while they can still change the decision. Empty: the check alone decides. */
  judges: readonly Judge[];
  /** The calls to models made about a run so far. */
  callsAbout(trajectory: Trajectory): readonly ModelCall[];
}
