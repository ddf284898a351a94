import { describe, expect, test } from "vitest";
import { geminiMessages } from "../../src/sources/gemini-messages.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("gemini-messages", {
  fixtures: [
    { file: "logged.jsonl", success: 1, failure: 2, unknown: 1, tasks: 3, errors: ["missing_goal"] },
    { file: "contents.json", unknown: 1 },
  ],
});

describe("gemini-messages", () => {
  test("reads its messages, and says what it lost and made up", async () => {
    const { trajectories } = await readFixture("gemini-messages/logged.jsonl", geminiMessages);
    expect(
      trajectories.map((trajectory) => [...outline(trajectory), ...trajectory.provenance.losses, ...trajectory.provenance.synthesized]),
    ).toMatchInlineSnapshot(`
      [
        [
          "system: You are the harbour office.",
          "human: Is there a free berth in Hofn on Friday, and what does it cost?
      [image]",
          "agent: Berth first, then the price. | I look it up. | find_berth({"harbour":"Hofn"}) => ok: {"berth":7,"metres":12} | price_list({"harbour":"Hofn"}) => error: no price list for Hofn",
          "agent: code_execution({"language":"PYTHON","code":"print(7*2)"}) => ok: 14
       | Berth 7 is free on Friday.",
          "images in messages (replaced by [image])",
          "thoughtSignature of untyped parts",
          "call ids",
        ],
        [
          "system: You are the harbour office.",
          "human: When is high water?",
          "agent: tide_table({"harbour":"Hofn"}) => ok: 16:40",
          "agent: At 16:40.",
        ],
        [
          "human: Say hello.",
          "agent: Hello.",
        ],
        [
          "human: Say hello.",
          "agent: Good day.",
        ],
      ]
    `);
  });
});
