import { describe, expect, test } from "vitest";
import { createScriptedModel, ModelError } from "../../src/testing.ts";
import { errorOf, good, question } from "./world.ts";

describe("a scripted model", () => {
  test("answers from a list, counts, and notes what it was asked", async () => {
    const model = createScriptedModel([{ valid: true, confidence: 1 }, "```json\n" + good + "\n```"], { costPerTurn: 0.25 });
    expect(await model.ask(question("one"))).toMatchObject({
      value: { valid: true, confidence: 1 },
      model: "scripted",
      calls: 1,
      cost: 0.25,
      fromCache: false,
    });
    expect((await model.ask(question("two"))).value.confidence).toBe(0.9);
    expect(model.questions.map(({ role, text, index }) => ({ role, text, index }))).toEqual([
      { role: "judge", text: "The run: ...\none", index: 0 },
      { role: "judge", text: "The run: ...\ntwo", index: 1 },
    ]);
    await expect(model.ask(question("three"))).rejects.toThrow("The script has 2 answers");
  });

  test("answers from a function, and takes part in the repair turn", async () => {
    const model = createScriptedModel(({ repair, text }) =>
      repair === undefined ? { valid: text } : { valid: repair.answer.includes("one"), confidence: 1 },
    );
    expect(await model.ask(question("one"))).toMatchObject({ value: { valid: true }, calls: 2 });
    expect(model.questions[1]?.repair?.complaint).toContain("valid");
  });

  test("plays faults", async () => {
    const model = createScriptedModel([
      new ModelError("model_timeout", "too slow"),
      { raw: "", finish: "refused" },
      { raw: good.slice(0, 5), finish: "truncated" },
      { raw: good, finish: "whole" },
    ]);
    expect((await errorOf(model.ask(question("one")))).code).toBe("model_timeout");
    expect((await errorOf(model.ask(question("two")))).code).toBe("model_refused");
    expect((await model.ask(question("three"))).calls).toBe(2);
  });
});
