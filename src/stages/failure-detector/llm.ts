import type { StructuredModel } from "../../llm/port.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import { answers } from "../prompting/answer.ts";
import type { RunDesk } from "../prompting/run-desk.ts";
import type { FailureDetector } from "../stage.ts";
import { analysisOf } from "./analysis-of.ts";
import { detectorInstruction } from "./prompt.ts";

/** Stage 1 by a model. A run whose record says success is not asked about: nothing of it would change. */
export class ModelFailureDetector implements FailureDetector {
  readonly #model: StructuredModel;
  readonly #desk: RunDesk;
  readonly #unasked: FailureDetector;

  /** @param unasked says what there is to say of runs that are no failures */
  constructor(model: StructuredModel, desk: RunDesk, unasked: FailureDetector) {
    this.#model = model;
    this.#desk = desk;
    this.#unasked = unasked;
  }

  /** @throws ModelError */
  async detect(trajectory: Trajectory): Promise<FailureAnalysis> {
    if (trajectory.outcome.status === "success") return this.#unasked.detect(trajectory);
    const { value } = await this.#desk.ask(this.#model, trajectory, {
      role: "detector",
      instruction: detectorInstruction(trajectory),
      schema: answers.detector,
      temperature: 0,
      sample: 0,
    });
    return analysisOf(trajectory, value.analysis);
  }
}
