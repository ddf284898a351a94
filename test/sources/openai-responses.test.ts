import { describe, expect, test } from "vitest";
import { openaiResponses } from "../../src/sources/openai-responses.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("openai-responses", {
  fixtures: [
    { file: "logged.jsonl", success: 1, failure: 1, unknown: 1, errors: ["missing_goal"] },
    { file: "items.json", unknown: 1 },
  ],
});

describe("openai-responses", () => {
  test("reads its messages, and says what it lost and made up", async () => {
    const { trajectories } = await readFixture("openai-responses/logged.jsonl", openaiResponses);
    expect(
      trajectories.map((trajectory) => [...outline(trajectory), ...trajectory.provenance.losses, ...trajectory.provenance.synthesized]),
    ).toMatchInlineSnapshot(`
      [
        [
          "system: You are the harbour office.",
          "human: When is high water in Hofn?",
          "agent: tide_table({"harbour":"Hofn"}) => ok: 16:40 | At 16:40.",
          "server_label of mcp_call parts",
        ],
        [
          "human: And on Saturday?",
          "agent: find_berth({"harbour":"Hofn"}) => missing: ",
          "what was said before (the record goes on from an earlier response that it does not hold)",
        ],
        [
          "system: You are the harbour office.",
          "human: Is there a free berth in Hofn on Friday, and what does it cost?
      [image]",
          "agent: Berth first. | I look it up. | find_berth({"harbour":"Hofn"}) => ok: berth 7
      [image] | price_list({"harbour":) => error: bad arguments | note({"input":"ask Hofn"}) => ok: noted",
          "agent: web_search({"action":{"type":"search","query":"berth prices Hofn"}}) => missing:  | No price there. | Berth 7 is free.",
          "images in messages (replaced by [image])",
          "reasoning that is encrypted",
          "that a tool takes free text (kept as the argument \`input\`)",
          "what web_search gave back (the record does not hold it)",
        ],
      ]
    `);
  });
});
