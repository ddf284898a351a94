import { expect, test } from "vitest";
import { parseConfig } from "../../src/index.ts";
import { estimateRun } from "../../src/run/estimate.ts";

test("at the most every judge of a panel is asked, at the least too", async () => {
  const config = parseConfig({
    relabeler: "openai:gpt-4o-mini",
    judge: ["anthropic:claude-haiku-4-5", "google:gemini-2.5-flash"],
  });
  const { models } = await estimateRun({ inputs: ["examples"], config });
  const first = models["anthropic:claude-haiku-4-5"];
  const last = models["google:gemini-2.5-flash"];
  expect(last?.low.calls).toBeGreaterThan(0);
  expect(last?.high.calls).toBeGreaterThan(last?.low.calls ?? 0);
  expect(last?.high.calls).toBe(first?.high.calls);
  expect(last?.high.cost).toBeGreaterThan(0);
});
