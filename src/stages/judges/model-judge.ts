import type { StructuredModel } from "../../llm/port.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { judgeAnswer, type VerdictAnswer } from "../prompting/answer.ts";
import type { RunDesk } from "../prompting/run-desk.ts";
import type { Verdict } from "../relabel.ts";
import type { Judge, Judgement, Proposal } from "../stage.ts";
import { judgeInstruction } from "./prompt.ts";
import { repaired } from "./repair.ts";

/** A model that reads pairs. All goals of a run are one question, so that the transcript is paid for once. */
export class ModelJudge implements Judge {
  readonly name: string;
  readonly #model: StructuredModel;
  readonly #desk: RunDesk;

  constructor(model: StructuredModel, desk: RunDesk) {
    this.name = model.name;
    this.#model = model;
    this.#desk = desk;
  }

  /** @throws ModelError; `model_bad_answer` also when a pair got no verdict or two, after the model was told so */
  async judge(trajectory: Trajectory, proposals: readonly Proposal[]): Promise<Judgement[]> {
    const { value, raw } = await this.#desk.ask(this.#model, trajectory, {
      role: "judge",
      instruction: judgeInstruction(trajectory, proposals),
      schema: judgeAnswer(proposals.length),
      temperature: 0,
      sample: 0,
    });
    return proposals.map((proposal, index) => {
      const answer = value.verdicts.find((verdict) => verdict.pair === index + 1);
      if (answer === undefined) throw new Error(`${this.name} gave no verdict on pair ${index + 1}, and the schema let it pass`);
      const verdict = this.#verdictOf(answer, raw, trajectory);
      return { verdict, repaired: verdict.valid ? null : repaired(trajectory, proposal, answer) };
    });
  }

  /** Valid only when all of it says so; the confidence that comes with an "invalid" is never read as one in favour. */
  #verdictOf(answer: VerdictAnswer, raw: string, trajectory: Trajectory): Verdict {
    const valid = answer.valid && answer.goalMet && answer.problem === "none";
    const { confidence, faultStep } = answer;
    const isStep = faultStep !== null && Number.isInteger(faultStep) && faultStep >= 0 && faultStep <= trajectory.steps.length;
    return {
      by: this.name,
      valid,
      confidence: valid ? confidence : Math.min(confidence, 1 - confidence),
      reason: valid ? "valid" : answer.problem === "none" ? "invalid" : answer.problem,
      detail: answer.reason,
      ...(isStep ? { step: faultStep } : {}),
      raw,
    };
  }
}
