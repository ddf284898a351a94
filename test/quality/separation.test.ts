import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { auc, aucInterval, keptAt, separationLines, type Judged } from "../../bench/quality/separation.ts";

const pairs = (right: number[], wrong: number[]): Judged[] => [
  ...right.map((confidence) => ({ confidence, right: true })),
  ...wrong.map((confidence) => ({ confidence, right: false })),
];

test.each([
  ["right above wrong", [0.9, 0.8], [0.7, 0.6], 1],
  ["wrong above right", [0.6, 0.7], [0.8, 0.9], 0],
  ["all the same", [0.7, 0.7, 0.7], [0.7], 0.5],
  ["one of four comparisons lost, one tied", [0.9, 0.5], [0.5, 0.7], 0.625],
])("AUC: %s", (_, right, wrong, area) => {
  expect(auc(pairs(right, wrong))).toBe(area);
});

const some = fc.array(
  fc.integer({ min: 0, max: 6 }).map((tenths) => tenths / 10),
  { minLength: 1, maxLength: 12 },
);

test("AUC is the share of comparisons that the right pair wins, in whatever order the pairs stand", () => {
  fc.assert(
    fc.property(some, some, fc.boolean(), (right, wrong, turned) => {
      const won = right.flatMap((one) => wrong.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)));
      const all = pairs(right, wrong);
      const area = auc(turned ? all.toReversed() : all);
      expect(area).toBeCloseTo(won.reduce<number>((sum, one) => sum + one, 0) / won.length, 10);
    }),
  );
});

test("the interval holds the AUC, is the same each time, and there is none where all pairs are right", () => {
  const all = pairs(
    Array.from({ length: 40 }, (_, at) => 0.6 + at / 100),
    Array.from({ length: 15 }, (_, at) => 0.55 + at / 50),
  );
  const [low, high] = aucInterval(all);
  expect(low).toBeLessThan(auc(all));
  expect(high).toBeGreaterThan(auc(all));
  expect(aucInterval(all)).toEqual([low, high]);
  expect(aucInterval(all, 2)).not.toEqual([low, high]);
  expect(aucInterval(pairs([0.9, 0.8], []))).toEqual([Number.NaN, Number.NaN]);
});

test("a threshold keeps what reaches it", () => {
  expect(keptAt(pairs([0.9, 0.7], [0.7, 0.6]), 0.7)).toEqual({ kept: 3, right: 2 });
});

test("the report: thresholds with what they keep, and how much of it is right", () => {
  expect(separationLines("c", pairs([0.85, 0.75], [0.65]))).toEqual([
    "c: AUC 1.00 [1.00, 1.00] (1 wrong of 3)",
    "  at 0.5: 100.0 % kept, 2 of 3 right = 66.7 % [20.8, 93.9]",
    "  at 0.6: 100.0 % kept, 2 of 3 right = 66.7 % [20.8, 93.9]",
    "  at 0.7: 66.7 % kept, 2 of 2 right = 100.0 % [34.2, 100.0]",
    "  at 0.8: 33.3 % kept, 1 of 1 right = 100.0 % [20.7, 100.0]",
    "  at 0.9: none kept",
  ]);
  expect(separationLines("c", pairs([0.9], []))[0]).toBe("c: tells nothing apart, as all pairs are alike (0 wrong of 1)");
});

const labelled = (id: string, confidence: number, rescored: number, verdict: string): object => {
  const verdicts = [{ reader: "reader-1", verdict }];
  return { id, source: "made-up", strategy: "final", type: null, confidence, grounds: ["query"], rescored, verdicts };
};

test("score.ts and held-out.ts print it for files of labels", () => {
  const folder = mkdtempSync(join(tmpdir(), "agenther-labels-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (name: string, draw: object[]): string => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify({ version: "0", configuration: "none", drawnBy: "hand", pairs: draw }));
    return path;
  };
  const one = write("one.json", [labelled("a", 0.6, 0.9, "valid"), labelled("b", 0.8, 0.7, "invalid: wrong")]);
  const print = (script: string, ...files: string[]): string =>
    execFileSync(process.execPath, [join("bench", "quality", script), ...files], { encoding: "utf8" });
  const scored = print("score.ts", one);
  expect(scored).toContain("confidence as the labelled version gave it: AUC 0.00 [0.00, 0.00] (1 wrong of 2)");
  expect(scored).toContain("confidence by today's rule (rescore.ts): AUC 1.00 [1.00, 1.00] (1 wrong of 2)");
  expect(scored).toContain("  at 0.8: 50.0 % kept, 1 of 1 right");
  // Nothing was read of this way elsewhere, so all pairs get the same guess.
  expect(print("held-out.ts", one, one)).toContain("counted in all other files, one.json: AUC 0.50 [0.50, 0.50] (1 wrong of 2)");
});
