import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Estimate } from "../../src/run/estimate.ts";
import { helpfulAnswer } from "../support/model-script.ts";
import { startChatServer } from "../support/chat-server.ts";
import { Project } from "./project.ts";
import { shopRuns } from "./shop-runs.ts";

let project: Project;

beforeAll(() => {
  project = new Project({ "runs.jsonl": shopRuns({ count: 30 }) });
});

afterAll(() => project[Symbol.dispose]());

interface Request {
  custom_id: string;
  body: { messages: Array<{ content: string }> };
}

/** Answers the newest request file of a folder, as whoever has a model would; returns the file of answers. */
function answerRound(out: string, round: number): string {
  const name = `${out}/batch/round-${round}.requests.jsonl`;
  const lines = project.lines<Request>(name).map(({ custom_id: id, body }) => {
    const content = JSON.stringify(helpfulAnswer(body.messages[1]?.content ?? ""));
    return JSON.stringify({ custom_id: id, content });
  });
  const file = `${out}/answers-${round}.jsonl`;
  project.write(file, `${lines.join("\n")}\n`);
  return file;
}

test("a run without a network: questions in files, answers brought back, done in two rounds, the same data as a live run", async () => {
  await using server = await startChatServer({
    answer: ({ messages }) => ({ content: JSON.stringify(helpfulAnswer(messages[1]?.content ?? "")) }),
  });
  const model = `${server.url}#test`;
  const args = (out: string, ...more: string[]): string[] => [
    "run",
    "runs.jsonl",
    "-o",
    out,
    "--relabeler",
    model,
    "--fuse",
    "--tries",
    "1",
    "--quiet",
    ...more,
  ];
  expect((await project.agenther(args("live"))).code).toBe(0);
  const asked = server.requests.length;
  for (const round of [1, 2]) {
    expect((await project.agenther(args("files", "--batch"))).code).toBe(2);
    const imported = await project.agenther(["batch", "import", "files", answerRound("files", round), "--json"]);
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(imported.stdout)).toMatchObject({ failed: 0, unreadable: 0, notWaiting: 0 });
  }
  const last = await project.agenther(args("files", "--batch"));
  expect(last).toMatchObject({ code: 0, signal: null });
  expect(readdirSync(project.path("files/batch"))).toHaveLength(2);
  expect(server.requests).toHaveLength(asked);
  for (const name of ["trl-sft/train.jsonl", "trl-kto/train.jsonl"]) {
    expect(project.read(`files/dataset/${name}`)).toBe(project.read(`live/dataset/${name}`));
  }
});

test("says what waits, and what a folder without a run is", async () => {
  const ended = await project.agenther(["run", "runs.jsonl", "-o", "waiting", "--relabeler", "openai:gpt-4o-mini", "--batch"]);
  expect(ended.code).toBe(2);
  expect(ended.stdout).toContain("wait for answers");
  expect(ended.stderr).toContain("judges its own goals");
  const none = await project.agenther(["batch", "fetch", "nowhere"]);
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toContain("is not the folder of a run");
});

test("an estimate asks nobody, writes nothing and gives a range", async () => {
  const before = readdirSync(project.root).toSorted();
  const roles = ["--relabeler", "openai:gpt-4o-mini", "--judge", "anthropic:claude-haiku-4-5,openai:gpt-4o"];
  const ended = await project.agenther(["estimate", "runs.jsonl", ...roles, "--json"]);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const { records, total, models, asked }: Estimate = JSON.parse(ended.stdout);
  expect(records).toBe(30);
  expect(asked.high).toBeGreaterThan(0);
  for (const { low, high } of [total, ...Object.values(models)]) {
    expect(low.calls).toBeGreaterThan(0);
    expect(high.calls).toBeGreaterThanOrEqual(low.calls);
    expect(high.cost).toBeGreaterThan(low.cost ?? Infinity);
  }
  expect(readdirSync(project.root).toSorted()).toEqual(before);
  const rules = await project.agenther(["estimate", "runs.jsonl"]);
  expect(rules).toMatchObject({ code: 1, stdout: "" });
  expect(rules.stderr).toContain("they cost nothing");
});
