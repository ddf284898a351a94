import type { StructuredModel } from "../../llm/port.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import { answers, type GoalAnswer } from "../prompting/answer.ts";
import type { RunDesk } from "../prompting/run-desk.ts";
import type { RefusedRelabel } from "../relabel.ts";
import type { ReplayOutcome } from "../replay-outcome.ts";
import type { PromptRelabeler, Proposal, Proposals } from "../stage.ts";
import { relabelerInstruction, type RelabelerSettings } from "./prompt.ts";
import { proposalOf } from "./proposal-of.ts";

/** Temperatures of the first try and of those that follow (paper, Algorithm 1). */
const FIRST_TEMPERATURE = 0.3;
const LATER_TEMPERATURE = 0.7;

/** Stage 3 by a model: up to k goals in one call, each with its prefix and with claims that cite steps. */
export class ModelPromptRelabeler implements PromptRelabeler {
  readonly retries = true;
  readonly #model: StructuredModel;
  readonly #desk: RunDesk;
  readonly #settings: RelabelerSettings;

  constructor(model: StructuredModel, desk: RunDesk, settings: RelabelerSettings) {
    this.#model = model;
    this.#desk = desk;
    this.#settings = settings;
  }

  /** @throws ModelError */
  async propose(trajectory: Trajectory, analysis: FailureAnalysis, outcome: ReplayOutcome, attempt: number): Promise<Proposals> {
    const { value } = await this.#desk.ask(this.#model, trajectory, {
      role: "relabeler",
      instruction: relabelerInstruction(trajectory, analysis, outcome, this.#settings),
      schema: answers.relabeler,
      temperature: attempt === 0 ? FIRST_TEMPERATURE : LATER_TEMPERATURE,
      sample: attempt,
    });
    return proposalsOf(trajectory, value.goals, this.#settings);
  }

  /** Rules overlook what a model may see; a model that saw nothing is believed. */
  endsWithout(outcome: ReplayOutcome): boolean {
    return outcome.achievements.length === 0 && outcome.by === "model";
  }
}

/** A model's goals as proposals: at most k, no goal twice, what cannot be made whole refused. */
export function proposalsOf(trajectory: Trajectory, given: readonly GoalAnswer[], settings: RelabelerSettings): Proposals {
  const proposals: Proposal[] = [];
  const refused: RefusedRelabel[] = [];
  for (const answer of given.slice(0, settings.maxGoals)) {
    const made = proposalOf(trajectory, answer, settings);
    if ("claims" in made) {
      if (!proposals.some((one) => one.goal.toLowerCase() === made.goal.toLowerCase())) proposals.push(made);
    } else refused.push(made);
  }
  return { proposals, refused };
}
