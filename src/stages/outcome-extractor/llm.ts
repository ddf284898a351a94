import type { StructuredModel } from "../../llm/port.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { answers } from "../prompting/answer.ts";
import type { RunDesk } from "../prompting/run-desk.ts";
import type { ReplayOutcome } from "../replay-outcome.ts";
import type { OutcomeExtractor } from "../stage.ts";
import { extractorInstruction, outcomeGuide } from "./prompt.ts";
import { replayOf } from "./replay-of.ts";

/** Stage 2 by a model. */
export class ModelOutcomeExtractor implements OutcomeExtractor {
  readonly #model: StructuredModel;
  readonly #desk: RunDesk;

  constructor(model: StructuredModel, desk: RunDesk) {
    this.#model = model;
    this.#desk = desk;
  }

  /** @throws ModelError */
  async extract(trajectory: Trajectory): Promise<ReplayOutcome> {
    const { value } = await this.#desk.ask(this.#model, trajectory, {
      role: "extractor",
      instruction: `${extractorInstruction}\n\n${outcomeGuide}`,
      schema: answers.extractor,
      temperature: 0,
      sample: 0,
    });
    return replayOf(trajectory, value.outcome);
  }
}
