import { expect, test } from "vitest";
import { Project } from "./project.ts";
import { shopRuns } from "./shop-runs.ts";

test("--system and --outcomes reach every record in any thread, unmatched rows are told, and changed files are another run", async () => {
  const lines = shopRuns({ count: 300 }).trimEnd().split("\n");
  const ids = lines.map((line): string => JSON.parse(line).task_id);
  const outcomes = [
    "id,success,reason",
    ...ids.map((id, index) => `${id},${index % 2 === 0 ? "no" : "yes"},"why, then"`),
    "nobody,no,",
  ].join("\n");
  using project = new Project({ "runs.jsonl": lines.join("\n"), "outcomes.csv": outcomes, "system.txt": "You buy things.\n" });
  const args = ["run", "runs.jsonl", "--outcomes", "outcomes.csv", "--system", "system.txt"];
  for (const workers of ["1", "2"]) {
    const { code, stderr } = await project.agenther([...args, "-o", `out${workers}`, "--workers", workers]);
    expect(code).toBe(0);
    expect(stderr).toContain("1 of 301 rows of outcomes.csv match no run: nobody.");
  }
  expect(project.snapshot("out1")).toEqual(project.snapshot("out2"));
  const journal = project.lines<{ outcome: { status: string; by: string; rule: string } }>("out1/journal.jsonl");
  expect(journal.filter(({ outcome }) => outcome.status === "failure")).toHaveLength(150);
  expect(journal[0]?.outcome).toEqual({ status: "failure", by: "verifier", rule: "success no (line 2 of outcomes.csv)" });
  const [own, given] = project.lines<{ steps: Array<{ source: string; message: string }> }>("out1/trajectories.jsonl");
  expect(own?.steps[0]).toMatchObject({ source: "system", message: "You buy supplies. Use the tools." });
  expect(given?.steps[0]).toMatchObject({ source: "system", message: "You buy things." });

  project.write("system.txt", "You sell things.\n");
  const changed = await project.agenther([...args, "-o", "out1", "--quiet"]);
  expect(changed.code).toBe(1);
  expect(changed.stderr).toContain("--system: ");
  const { stdout } = await project.agenther(["inspect", "runs.jsonl", "--outcomes", "outcomes.csv", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ outcomes: { failure: 150, success: 150, unknown: 0 }, synthesized: { "outcome: from --outcomes": 300 } }],
    warning: expect.stringContaining("nobody"),
  });
});
