import { expect, onTestFinished, test } from "vitest";
import { openOut } from "../../src/run/open-out.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import { parseConfig } from "../../src/run/parse-config.ts";
import type { PlannedInput, RunFile } from "../../src/run/run-file.ts";
import { Project } from "../e2e/project.ts";

type Beside = Record<string, { bytes: number; sha256: string | null }>;

test("a run is not gone on with when what stands beside an input has changed", () => {
  const project = new Project({ "out/notes.txt": "" });
  onTestFinished(() => project[Symbol.dispose]());
  const out = outFolder(project.path("out"));
  const input = (companions?: Beside): PlannedInput => {
    const told: PlannedInput = { plan: "read", file: "a.json", bytes: 2, format: "f", why: "w" };
    return companions === undefined ? told : { ...told, companions };
  };
  const run = (companions?: Beside): RunFile => ({ agenther: "1.0.0", config: parseConfig({}), inputs: [input(companions)] });
  const verdict = { bytes: 2, sha256: "aa" };

  expect(openOut(out, run({ verdict }), false)).toEqual({ resumed: false });
  expect(openOut(out, run({ verdict }), false)).toEqual({ resumed: true });
  for (const [now, named] of [
    [run({ verdict: { bytes: 2, sha256: "bb" } }), "verdict"],
    [run({ verdict: { bytes: 2, sha256: null } }), "verdict"],
    [run({ verdict, settings: { bytes: 1, sha256: "cc" } }), "settings"],
    [run(), "verdict"],
  ] as const) {
    expect(() => openOut(out, now, false)).toThrow(`a.json: what stands beside it has changed (${named})`);
  }
});
