import { expect, test } from "vitest";
import { corpus, mugs, page, river, shell } from "./corpus.ts";
import { build, describeExporter, messagesOf, metadataOfRow } from "./contract.ts";
import { objects, rowsOfRun, text } from "./read.ts";
import { accepted, agent, call, relabel, run, user } from "./world.ts";

describeExporter("react-text", {
  columns: { "": { required: ["prompt", "completion", "metadata"] }, messages: { required: ["messages", "metadata"] } },
});

test("users and assistants in turn with a text each, and nothing a template without tools or system role could refuse", async () => {
  const { rows } = await build("react-text", corpus);
  for (const row of Object.values(rows).flat()) {
    const messages = messagesOf(row);
    messages.forEach((message, index) => {
      expect(Object.keys(message)).toEqual(["role", "content"]);
      expect(message["role"]).toBe(index % 2 === 0 ? "user" : "assistant");
      expect(text(message["content"])).not.toBe("");
    });
    expect(messages.at(-1)?.["role"]).toBe("assistant");
  }
});

test("what the assistant says is thought, action and input, or an answer; results are the user's", async () => {
  const { rows } = await build("react-text", corpus);
  const said = Object.values(rows)
    .flat()
    .flatMap(messagesOf)
    .filter(({ role }) => role === "assistant")
    .map(({ content }) => text(content));
  for (const one of said) expect(one).toMatch(/^(Thought: .*\n)?(Action: .+\nAction Input: \{.*\}|Answer: .+)$/s);
  for (const one of said) expect(one).not.toContain("Observation:");
  const [row] = rowsOfRun(rows["messages"], river.id);
  expect(objects(row?.["messages"]).slice(1)).toEqual([
    { role: "assistant", content: 'Thought: I look up the Ebro.\nAction: Search\nAction Input: {"entity":"Ebro"}' },
    { role: "user", content: "Observation: The Ebro is 930 km long. ☕ It rises in Fontibre." },
    { role: "assistant", content: 'Action: Finish\nAction Input: {"return_type":"give_answer","answer":"930 km"}' },
  ]);
});

test("system prompt, tools and the form open the first user turn, the goal ends it", async () => {
  const { rows } = await build("react-text", corpus);
  const [row] = rowsOfRun(rows["messages"], mugs.id);
  const opening = text(objects(row?.["messages"])[0]?.["content"]);
  expect(opening).toMatch(
    /^You are a shopping agent\.\n\nTools, one on a line:\n\{"name":"search".*Action Input: .*\n\nSearch for red mugs\.$/s,
  );
  const [lamp] = rowsOfRun(rows["messages"], page.id);
  expect(text(objects(lamp?.["messages"])[0]?.["content"])).toMatch(/^Reply in this form/);
  const talk = run("Hi", [user("Hi"), agent("Hello.")]);
  const { rows: plain } = await build("react-text", [accepted(talk, relabel("Greet", 2))]);
  expect(objects(plain["messages"]?.[0]?.["messages"])).toEqual([
    { role: "user", content: "Greet" },
    { role: "assistant", content: "Answer: Hello." },
  ]);
});

test("one row per trained turn and none for masked ones; whole conversations only where nothing is masked", async () => {
  const { rows, summary } = await build("react-text", corpus);
  const steps = rowsOfRun(rows[""], mugs.id).filter((row) => metadataOfRow(row)["id"] === `${mugs.id}-1`);
  expect(steps.map((row) => metadataOfRow(row)["step"])).toEqual(expect.arrayContaining([3, 5, 6]));
  expect(steps).toHaveLength(3);
  expect(rowsOfRun(rows["messages"], shell.id)).toEqual([]);
  expect(rowsOfRun(rows[""], shell.id).length).toBeGreaterThan(0);
  expect(summary.leftOut).toEqual([
    { exporter: "react-text", folder: "messages", reason: expect.stringMatching(/^masked turns: .*main file/), rows: 2 },
  ]);
});

test("calls at once are two actions, and their results one user turn in the order of the calls", async () => {
  const both = run("Look", [user("Look"), agent("", call("a", {}, "first"), call("b", {}, "second")), agent("Seen.")]);
  const { rows } = await build("react-text", [accepted(both, relabel("Look twice", 3))]);
  expect(objects(rows["messages"]?.[0]?.["messages"]).slice(1, 3)).toEqual([
    { role: "assistant", content: "Action: a\nAction Input: {}\nAction: b\nAction Input: {}" },
    { role: "user", content: "Observation: first\n\nObservation: second" },
  ]);
});
