import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../base/json.ts";
import { readOpenAiMessages } from "./read-openai.ts";

const turn = fc.record({
  content: fc.option(fc.string({ maxLength: 5 })),
  /** In which order the results come: the calls' indexes, sorted by these numbers. */
  order: fc.array(fc.nat(100), { maxLength: 4 }),
});

test("results find their calls in whatever order they come", () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 5 }), (turns) => {
      const messages: Json[] = [{ role: "user", content: "Go." }];
      for (const [at, { content, order }] of turns.entries()) {
        const ids = order.map((_, index) => `${at}-${index}`);
        const calls = ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: JSON.stringify({ id }) } }));
        messages.push({ role: "assistant", content, tool_calls: calls });
        const results = ids.map((id, index) => ({
          place: order[index] ?? 0,
          message: { role: "tool", tool_call_id: id, content: `of ${id}` },
        }));
        messages.push(...results.toSorted((a, b) => a.place - b.place).map(({ message }) => message));
      }
      const { steps, losses, synthesized } = readOpenAiMessages(messages, { userBy: "human" });
      expect(steps).toHaveLength(1 + turns.length);
      for (const step of steps.slice(1)) {
        for (const block of step.kind === "agent" ? step.blocks : []) {
          if (block.kind !== "call") continue;
          expect(block.call.arguments).toEqual({ id: block.call.id });
          expect(block.call.result).toEqual({ status: "ok", text: `of ${block.call.id}` });
        }
      }
      expect([...losses, ...synthesized]).toEqual([]);
    }),
  );
});

test("a result without an id finds the call of its name, even after another turn", () => {
  const named = (name: string): Json => ({ role: "assistant", content: null, tool_calls: [{ function: { name, arguments: "{}" } }] });
  const messages: Json[] = [named("slow"), named("quick"), { role: "tool", name: "slow", content: "of slow" }];
  const { steps } = readOpenAiMessages(messages, { userBy: "human" });
  const results = steps
    .flatMap((step) => (step.kind === "agent" ? step.blocks : []))
    .map((block) => block.kind === "call" && block.call.result);
  expect(results).toEqual([
    { status: "ok", text: "of slow" },
    { status: "missing", text: "" },
  ]);
});
