import { describe, expect, test } from "vitest";
import { aiSdk } from "../../src/sources/ai-sdk.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("ai-sdk", {
  fixtures: [
    { file: "results.jsonl", success: 1, failure: 1, unknown: 3, tasks: 2, errors: ["bad_call"] },
    { file: "model-messages.json", unknown: 1 },
    { file: "ui-messages.json", unknown: 1 },
    { file: "steps.json", unknown: 1 },
  ],
});

describe("ai-sdk", () => {
  test("reads its messages, and says what it lost and made up", async () => {
    const { trajectories } = await readFixture("ai-sdk/results.jsonl", aiSdk);
    expect(
      trajectories.map((trajectory) => [...outline(trajectory), ...trajectory.provenance.losses, ...trajectory.provenance.synthesized]),
    ).toMatchInlineSnapshot(`
      [
        [
          "system: You are the harbour office.",
          "human: Is there a free berth in Hofn on Friday, and what does it cost?",
          "agent: Berth first. | find_berth({"harbour":"Hofn"}) => ok: {"berth":7} | price_list({"harbour":"Hofn"}) => error: no price list",
          "agent: Berth 7 is free.",
          "requests and responses of the steps, as they were sent",
        ],
        [
          "system: You are the harbour office.",
          "human: When is high water?",
          "agent: tide_table({"harbour":"Hofn"}) => ok: 16:40",
          "agent: At 16:40.",
        ],
        [
          "human: Is there a free berth in Hofn on Friday, and what does it cost?",
          "agent: Berth first. | find_berth({"harbour":"Hofn"}) => ok: {"berth":7} | price_list({"harbour":"Hofn"}) => error: no price list | book({"berth":) => missing: ",
          "agent: Berth 7 is free.",
          "data parts (they are for the page, not for the model)",
          "sources that an answer names",
        ],
        [
          "human: When is high water?",
          "agent: I need the table. | tide_table({"harbour":"Hofn"}) => ok: 16:40",
          "agent: tide_table({"harbour":"Vik"}) => missing: ",
          "agent: At 16:40.",
        ],
        [
          "human: When is high water?",
          "agent: I need the table. | tide_table({"harbour":"Hofn"}) => ok: 16:40",
          "agent: At 16:40.",
        ],
      ]
    `);
  });
});
