import fc from "fast-check";
import { expect, test } from "vitest";
import { executionReport, shownText } from "./execution-report.ts";
import { kindOfText } from "./observation.ts";

test.each([
  ["AutoGen", "exitcode: 0 (execution succeeded)\nCode output: \n42 lamps\n", 0, "42 lamps\n"],
  ["AutoGen, failed", "exitcode: 1 (execution failed)\nCode output: Traceback", 1, "Traceback"],
  ["Codex", "Exit code: 0\nWall time: 0.2 seconds\nOutput:\n\n  indented\n", 0, "  indented\n"],
])("%s: what was printed stands below the heading", (_, text, exitCode, output) => {
  expect(executionReport(text)).toEqual({ exitCode, output });
});

test.each(["Exit the house at 9.", "exitcode: none\nOutput: 3", "The exit code: 0\nOutput: 3", ""])("is no report: %s", (text) => {
  expect(executionReport(text)).toBeUndefined();
  expect(shownText(text)).toBe(text);
});

test.each([
  ["exitcode: 0 (execution succeeded)\nCode output: \n", "empty"],
  ["exitcode: 0 (execution succeeded)\nCode output: Error: no such page", "error"],
  ["exitcode: 0 (execution succeeded)\nCode output: \n[]", "empty"],
  ["exitcode: 0 (execution succeeded)\nCode output: 12", "content"],
  ["exitcode: 3 (execution failed)\nCode output: 12", "error"],
])("an executor's answer amounts to what its code printed: %j", (text, kind) => {
  expect(kindOfText(text)).toBe(kind);
});

test("what is shown is always a part of the text", () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (printed, headed) => {
      const text = headed ? `exitcode: 0 (execution succeeded)\nCode output: ${printed}` : printed;
      expect(text.endsWith(shownText(text))).toBe(true);
    }),
  );
});
