import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/base/json.ts";
import { detectMessages } from "../../../src/sources/shared/messages/detect-messages.ts";
import { readMessages } from "../../../src/sources/shared/messages/read-messages.ts";
import type { MessageShape } from "../../../src/sources/shared/messages/shape.ts";
import { callsOf } from "../../../src/trajectory/views.ts";

interface RandomCall {
  id: string;
  name: string;
  input: Record<string, string>;
  /** Undefined: no result came. */
  output: string | undefined;
  /** Where among the results of its turn its own stands. */
  place: number;
}

interface RandomTurn {
  asked: string;
  thought: string;
  said: string;
  calls: RandomCall[];
}

const word = fc.stringMatching(/^[a-z]{3,8}( [a-zæ"\\{]{1,6})?$/);

const turns: fc.Arbitrary<RandomTurn[]> = fc
  .array(
    fc.record({
      asked: word,
      thought: word,
      said: word,
      calls: fc.array(
        fc.record({
          name: fc.constantFrom("find", "price", "book"),
          input: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), word, { maxKeys: 2 }),
          output: fc.option(word, { nil: undefined }),
          place: fc.nat(50),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) => list.map((turn, at) => ({ ...turn, calls: turn.calls.map((call, index) => ({ ...call, id: `id-${at}-${index}` })) })));

/** How each shape writes a turn: what was asked, what the model did, and the results in the order in which they came. */
const writers: Record<Exclude<MessageShape, "react">, (turn: RandomTurn, results: RandomCall[]) => Json[]> = {
  openai: ({ asked, thought, said, calls }, results) => [
    { role: "user", content: asked },
    {
      role: "assistant",
      content: said,
      reasoning_content: thought,
      tool_calls: calls.map(({ id, name, input }) => ({ id, type: "function", function: { name, arguments: JSON.stringify(input) } })),
    },
    ...results.map(({ id, output }) => ({ role: "tool", tool_call_id: id, content: output ?? "" })),
  ],
  anthropic: ({ asked, thought, said, calls }, results) => [
    { role: "user", content: asked },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: thought },
        { type: "text", text: said },
        ...calls.map(({ id, name, input }) => ({ type: "tool_use", id, name, input })),
      ],
    },
    ...(results.length === 0
      ? []
      : [{ role: "user", content: results.map(({ id, output }) => ({ type: "tool_result", tool_use_id: id, content: output ?? "" })) }]),
  ],
  gemini: ({ asked, thought, said, calls }, results) => [
    { role: "user", parts: [{ text: asked }] },
    {
      role: "model",
      parts: [
        { text: thought, thought: true },
        { text: said },
        ...calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } })),
      ],
    },
    ...results.map(({ id, name, output }) => ({
      role: "user",
      parts: [{ functionResponse: { id, name, response: { output: output ?? "" } } }],
    })),
  ],
  "openai-responses": ({ asked, thought, said, calls }, results) => [
    { type: "message", role: "user", content: [{ type: "input_text", text: asked }] },
    { type: "reasoning", summary: [{ type: "summary_text", text: thought }] },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: said }] },
    ...calls.map(({ id, name, input }) => ({ type: "function_call", call_id: id, name, arguments: JSON.stringify(input) })),
    ...results.map(({ id, output }) => ({ type: "function_call_output", call_id: id, output: output ?? "" })),
  ],
  "otel-genai": ({ asked, thought, said, calls }, results) => [
    { role: "user", parts: [{ type: "text", content: asked }] },
    {
      role: "assistant",
      parts: [
        { type: "reasoning", content: thought },
        { type: "text", content: said },
        ...calls.map(({ id, name, input }) => ({ type: "tool_call", id, name, arguments: input })),
      ],
    },
    ...results.map(({ id, output }) => ({ role: "tool", parts: [{ type: "tool_call_response", id, response: output ?? "" }] })),
  ],
  "ai-sdk-model": ({ asked, thought, said, calls }, results) => [
    { role: "user", content: [{ type: "text", text: asked }] },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: thought },
        { type: "text", text: said },
        ...calls.map(({ id, name, input }) => ({ type: "tool-call", toolCallId: id, toolName: name, input })),
      ],
    },
    ...results.map(({ id, name, output }) => ({
      role: "tool",
      content: [{ type: "tool-result", toolCallId: id, toolName: name, output: { type: "text", value: output ?? "" } }],
    })),
  ],
  "ai-sdk-ui": ({ asked, thought, said, calls }) => [
    { id: "u", role: "user", parts: [{ type: "text", text: asked }] },
    {
      id: "a",
      role: "assistant",
      parts: [
        { type: "step-start" },
        { type: "reasoning", text: thought },
        { type: "text", text: said },
        ...calls.map(({ id, name, input, output }) => ({
          type: `tool-${name}`,
          toolCallId: id,
          input,
          ...(output === undefined ? { state: "input-available" } : { state: "output-available", output }),
        })),
      ],
    },
  ],
  langchain: ({ asked, thought, said, calls }, results) => [
    { type: "human", content: asked },
    {
      type: "ai",
      content: said,
      additional_kwargs: { reasoning_content: thought },
      tool_calls: calls.map(({ id, name, input }) => ({ id, name, args: input, type: "tool_call" })),
    },
    ...results.map(({ id, output }) => ({ type: "tool", tool_call_id: id, content: output ?? "" })),
  ],
};

describe.each(Object.entries(writers))("%s", (shape, write) => {
  test("any run comes back as it was, in whatever order its results come", () => {
    fc.assert(
      fc.property(turns, (run) => {
        const messages = run.flatMap((turn) => {
          const results = turn.calls.filter(({ output }) => output !== undefined).toSorted((a, b) => a.place - b.place);
          return write(turn, results);
        });
        expect(detectMessages(messages)?.shape).toBe(shape);
        const steps = readMessages(messages)?.steps ?? [];
        expect(steps).toHaveLength(run.length * 2);
        for (const [at, { asked, thought, said, calls }] of run.entries()) {
          const [user, agent] = steps.slice(at * 2, at * 2 + 2);
          expect(user).toMatchObject({ kind: "user", text: asked });
          if (agent?.kind !== "agent") throw new Error("the turn is missing");
          expect(agent.blocks.slice(0, 2)).toEqual([
            { kind: "reasoning", text: thought },
            { kind: "text", text: said },
          ]);
          expect(callsOf(agent)).toEqual(
            calls.map(({ id, name, input, output }) => ({
              id,
              name,
              arguments: input,
              result: output === undefined ? { status: "missing", text: "" } : { status: "ok", text: output },
            })),
          );
        }
      }),
    );
  });
});
