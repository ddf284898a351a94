import { describe, expect, test } from "vitest";
import { langchain } from "../../src/sources/langchain.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("langchain", {
  fixtures: [
    { file: "states.jsonl", success: 1, failure: 1, unknown: 3, tasks: 3, errors: ["missing_goal"] },
    { file: "history.json", unknown: 1 },
    { file: "one-list.json", unknown: 1 },
  ],
});

describe("langchain", () => {
  test("reads its messages, and says what it lost and made up", async () => {
    const { trajectories } = await readFixture("langchain/states.jsonl", langchain);
    expect(
      trajectories.map((trajectory) => [...outline(trajectory), ...trajectory.provenance.losses, ...trajectory.provenance.synthesized]),
    ).toMatchInlineSnapshot(`
      [
        [
          "system: You are the harbour office.",
          "human: Is there a free berth in Hofn on Friday, and what does it cost?
      [image]",
          "agent: I look it up. | find_berth({"harbour":"Hofn"}) => ok: berth 7 | price_list({"harbour":) => error: Error: bad arguments",
          "agent: Berth 7 is free.",
          "images in messages (replaced by [image])",
        ],
        [
          "system: You are the harbour office.",
          "human: When is high water?",
          "agent: The table knows. | One moment. | tide_table({"harbour":"Hofn"}) => ok: 16:40",
          "agent: At 16:40.",
        ],
        [
          "human: Say hello.",
          "agent: Hello.",
        ],
        [
          "human: When is high water?",
          "agent: tide_table({}) => ok: 16:40",
          "call ids",
        ],
        [
          "human: Say hello.",
          "agent: Hello.",
        ],
      ]
    `);
  });
});
