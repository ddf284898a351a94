import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Project } from "./project.ts";

const trials = fileURLToPath(new URL("../fixtures/sources/harbor", import.meta.url));

test("verdicts beside trials reach every thread, and one that changes makes the inputs others", async () => {
  using project = new Project({ "notes.md": "# notes" });
  cpSync(trials, project.path("jobs"), { recursive: true });
  for (const workers of ["1", "2"]) {
    const { code } = await project.agenther(["run", "jobs", "-o", `out${workers}`, "--quiet", "--workers", workers]);
    expect([0, 2]).toContain(code);
  }
  expect(project.snapshot("out1")).toEqual(project.snapshot("out2"));
  const verdicts = project.lines<{ outcome: { by: string } }>("out1/journal.jsonl").map(({ outcome }) => outcome.by);
  expect(verdicts).toContain("verifier");

  const path = project.path("jobs/night-job/count-crabs__a1/result.json");
  writeFileSync(path, `${readFileSync(path, "utf8")} `);
  const { code, stderr } = await project.agenther(["run", "jobs", "-o", "out1", "--quiet"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/trajectory\.json: what stands beside it has changed \(\w+\)/);
});
