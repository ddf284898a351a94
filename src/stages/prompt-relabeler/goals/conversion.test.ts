import { expect, test } from "vitest";
import { runOf } from "../../../../test/support/trajectory.ts";
import type { JsonObject } from "../../../base/json.ts";
import { decide } from "../../../run/decide.ts";
import { createRuleStages, defaultRuleSettings } from "../../index.ts";
import { defaultGate } from "../gate.ts";

const stages = createRuleStages(defaultRuleSettings);

async function told(args: JsonObject, response: string): Promise<string> {
  const sees = JSON.stringify({ error: "", response });
  const run = runOf("Send 100 dollars to my sister in Graz.", [{ call: "convert_money", args, sees }]);
  const { relabels } = await decide(run, stages, { ...defaultGate, relabelSuccesses: false });
  return relabels.map(({ goal, closing }) => `${goal} => ${closing?.text}`).join("\n");
}

const pair = { from: "usd", to: "EUR" };

test.each([
  ["a bare rate", pair, "0.9123", "1 USD is 0.9123 EUR."],
  ["the rate of a record", pair, "{'base': 'USD', 'rates': {'rate': 0.9123}}", "1 USD is 0.9123 EUR."],
  [
    "the sum, not the rate",
    { ...pair, amount: 100 },
    "{'success': True, 'info': {'rate': 0.9123}, 'result': 91.23}",
    "100 USD is 91.23 EUR.",
  ],
])("an amount of money is asked for in another currency: %s", async (_, args, response, answer) => {
  expect(await told(args, response)).toMatch(
    new RegExp(`${Number(answer.split(" ")[0])} USD .*EUR[.?] => ${answer.replaceAll(".", "\\.")}$`),
  );
});

test.each([
  ["the rate alone, for more than one", { ...pair, amount: 100 }, "{'rate': 0.9123}"],
  ["of two numbers", pair, "{'rate': 0.9123, 'price': 0.91}"],
  ["for another currency", pair, "{'target': 'GBP', 'rate': 0.9123}"],
  ["of another day", { ...pair, date: "2019-01-01" }, "{'rate': 0.9123}"],
  ["of what is no currency", { from: "miles", to: "km" }, "1.609"],
  ["into itself", { from: "USD", to: "USD" }, "1"],
  ["that came to nothing", pair, "{'rate': 0}"],
])("there is no goal from a conversion %s", async (_, args, response) => {
  expect(await told(args, response)).toBe("");
});
