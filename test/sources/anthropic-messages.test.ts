import { describe, expect, test } from "vitest";
import { anthropicMessages } from "../../src/sources/anthropic-messages.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("anthropic-messages", {
  fixtures: [
    { file: "logged.jsonl", success: 1, failure: 1, unknown: 2, tasks: 3, errors: ["missing_goal"] },
    { file: "one-list.json", unknown: 1 },
  ],
});

describe("anthropic-messages", () => {
  test("reads its messages, and says what it lost and made up", async () => {
    const { trajectories } = await readFixture("anthropic-messages/logged.jsonl", anthropicMessages);
    expect(
      trajectories.map((trajectory) => [...outline(trajectory), ...trajectory.provenance.losses, ...trajectory.provenance.synthesized]),
    ).toMatchInlineSnapshot(`
      [
        [
          "system: You are the harbour office.",
          "human: Is there a free berth in Hofn on Friday, and what does it cost?",
          "agent: Berth first, then the price. | I look it up. | find_berth({"harbour":"Hofn","day":"Friday"}) => ok: berth 7, 12 m
      [image] | price_list({"harbour":"Hofn"}) => error: no price list for Hofn",
          "human: Please hurry.",
          "agent: Berth 7 is free on Friday. I could not find the price.",
          "signature of thinking parts",
          "images in messages (replaced by [image])",
        ],
        [
          "system: You are the harbour office.",
          "human: When is high water in Hofn?",
          "agent: web_search({"query":"high water Hofn"}) => ok: [{"type":"web_search_result","url":"https://tides.example/hofn","title":"Tides in Hofn","encrypted_content":"x"}] | At 16:40. | web_search({"query":"again"}) => error: {"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}",
          "citations of text parts",
        ],
        [
          "human: Say hello.",
          "agent: Hello.",
          "reasoning that is encrypted",
        ],
        [
          "human: Is there a free berth in Hofn on Friday, and what does it cost?",
          "agent: Berth first, then the price. | I look it up. | find_berth({"harbour":"Hofn","day":"Friday"}) => missing:  | price_list({"harbour":"Hofn"}) => missing: ",
          "signature of thinking parts",
        ],
      ]
    `);
  });
});
