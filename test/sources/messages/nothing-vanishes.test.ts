import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordError } from "../../../src/base/errors.ts";
import { isObject, type Json } from "../../../src/base/json.ts";
import { detectMessages } from "../../../src/sources/shared/messages/detect-messages.ts";
import { findMessages } from "../../../src/sources/shared/messages/find-messages.ts";
import { readMessages, type MessagesRead } from "../../../src/sources/shared/messages/read-messages.ts";
import { Step } from "../../../src/trajectory/trajectory.ts";
import { blows, damaged } from "../damage.ts";
import { lists, plainer } from "./lists.ts";

/** Keys whose text says of what kind something is, and is not somebody's words. */
const kinds = new Set([
  "type",
  "event.name",
  "role",
  "state",
  "status",
  "id",
  "signature",
  "lc",
  "toolName",
  "name",
  "toolCallId",
  "tool_use_id",
  "tool_call_id",
  "call_id",
]);

describe.each(Object.entries({ ...lists, ...plainer }))("%s", (_name, messages) => {
  /** Lost even when nothing is broken. */
  const usual = readMessages(messages)?.losses ?? new Set();

  test("whatever is broken in the messages, they are read or refused, and no text and no call vanishes without a word", () => {
    fc.assert(
      fc.property(blows, (changes) => {
        const value = damaged(messages, changes);
        const list = Array.isArray(value) ? value : [value];
        const read = readOrRefused(list);
        if (read === undefined) return;
        for (const step of read.steps) expect(Step.safeParse(step).error?.issues ?? []).toEqual([]);
        const calls = read.steps
          .flatMap((step) => (step.kind === "agent" ? step.blocks : []))
          .flatMap((block) => (block.kind === "call" ? [block.call.id] : []));
        expect(new Set(calls).size).toBe(calls.length);
        if ([...read.losses].some((loss) => !usual.has(loss))) return;
        const shown = bare(JSON.stringify([read.steps, read.tools]));
        for (const text of wordsIn(list)) expect(shown).toContain(bare(text));
      }),
      { numRuns: 300 },
    );
  });
});

test("any JSON is read or refused", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom("input", "output"), (values, side) => {
      const list = values.map(toJson);
      expect(detectMessages(list)?.confidence ?? 0).toBeLessThanOrEqual(1);
      readOrRefused(list);
      const found = findMessages(list[0], side);
      if (found !== undefined) readOrRefused(found.messages);
    }),
  );
});

function readOrRefused(list: readonly Json[]): MessagesRead | undefined {
  try {
    return readMessages(list);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    expect(error.message).toMatch(/\w+ \w+/);
    return undefined;
  }
}

/** Strings that somebody said or a tool gave, wherever they stand. */
function wordsIn(value: Json): string[] {
  if (typeof value === "string")
    return value
      .replaceAll(wording, "\n")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.length > 3);
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return isObject(value) ? Object.entries(value).flatMap(([key, member]) => (kinds.has(key) ? [] : wordsIn(member))) : [];
}

/** What is around words in a text and is listed as lost, or becomes the form of a block. */
const wording = /<\/?think>|(Thought|Action|Action Input|Observation|Final Answer):|"(name|arguments)":/g;

/** A text without what JSON puts into it, however often it was written as JSON. */
function bare(text: string): string {
  return text.replaceAll(/[\\"\s{}]|\\n/g, "");
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
