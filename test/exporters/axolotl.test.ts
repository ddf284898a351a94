import { expect, test } from "vitest";
import { taggedDialogue } from "../../src/exporters/shared/tagged-dialogue.ts";
import { corpus, dialogue, mugs, river, shell, shopTools } from "./corpus.ts";
import { build, describeExporter, metadataOfRow } from "./contract.ts";
import { goals, objects, rowsOfRun, successes, text } from "./read.ts";
import { accepted, agent, relabel, run, user } from "./world.ts";

describeExporter("axolotl", {
  columns: {
    "": { required: ["messages", "tools", "metadata"] },
    kto: { required: ["prompt", "completion", "label", "metadata"] },
    "kto-chat": { required: ["completion", "label", "metadata"] },
    dpo: { required: ["messages", "chosen", "rejected", "metadata"] },
  },
});

test("SFT: `train` on every message, true on the assistant's unmasked turns alone", async () => {
  const { rows } = await build("axolotl", corpus);
  expect(rows[""]).toHaveLength(goals + successes);
  const row = rowsOfRun(rows[""], mugs.id).find((one) => metadataOfRow(one)["id"] === `${mugs.id}-1`);
  expect(objects(row?.["messages"]).map(({ role, train }) => [role, train])).toEqual([
    ["system", false],
    ["user", false],
    ["assistant", true],
    ["tool", false],
    ["assistant", false],
    ["tool", false],
    ["assistant", true],
    ["tool", false],
    ["tool", false],
    ["assistant", true],
  ]);
});

test("SFT: arguments and tools are JSON strings that parse, or axolotl stops", async () => {
  const { rows } = await build("axolotl", corpus);
  let calls = 0;
  for (const row of rows[""] ?? []) {
    if (row["tools"] !== null) expect(Array.isArray(JSON.parse(text(row["tools"])))).toBe(true);
    for (const message of objects(row["messages"])) {
      for (const call of message["tool_calls"] === undefined ? [] : objects(message["tool_calls"])) {
        expect(call).toMatchObject({ type: "function", function: { arguments: expect.stringMatching(/^\{.*\}$/s) } });
        calls++;
      }
    }
  }
  expect(calls).toBeGreaterThan(5);
});

test("KTO is text in ChatML that opens the assistant's turn and ends the completion; neither is empty", async () => {
  const { rows } = await build("axolotl", corpus);
  expect(rows["kto"]?.length).toBeGreaterThan(10);
  for (const row of rows["kto"] ?? []) {
    expect(text(row["prompt"])).toMatch(/^<\|im_start\|>(system|user)\n.*<\|im_end\|>\n<\|im_start\|>assistant\n$/s);
    expect(text(row["completion"])).toMatch(/.<\|im_end\|>$/s);
    expect(text(row["completion"])).not.toContain("<|im_start|>");
    expect(typeof row["label"]).toBe("boolean");
  }
});

test("KTO: one row per trained turn and label, none for masked turns; results stand in the prompt", async () => {
  const { rows } = await build("axolotl", corpus);
  const steps = rowsOfRun(rows["kto"], mugs.id).filter((row) => metadataOfRow(row)["id"] === `${mugs.id}-1`);
  expect(new Set(steps.map((row) => metadataOfRow(row)["step"]))).toEqual(new Set([3, 5, 6]));
  expect(steps).toHaveLength(3);
  const answer = steps.find((row) => metadataOfRow(row)["step"] === 6);
  expect(answer?.["completion"]).toBe("One of each is in the cart, at $7.50 and $9.<|im_end|>");
  expect(answer?.["prompt"]).toContain(
    '<tool_response>\n{"ok": true}\n</tool_response>\n\n<tool_response>\n{"ok": true}\n</tool_response><|im_end|>',
  );
  expect(rowsOfRun(rows["kto"], dialogue.id)).toEqual([]);
});

test("KTO for the chat types: the answer is the last of a list of role and text", async () => {
  const { rows } = await build("axolotl", corpus);
  expect(rows["kto-chat"]).toHaveLength(rows["kto"]?.length ?? 0);
  for (const row of rows["kto-chat"] ?? []) {
    const messages = objects(row["completion"]);
    for (const message of messages) expect(Object.keys(message)).toEqual(["role", "content"]);
    const roles = messages.map(({ role }) => role).filter((role) => role !== "system");
    roles.forEach((role, index) => expect(role).toBe(index % 2 === 0 ? "user" : "assistant"));
    expect(roles.at(-1)).toBe("assistant");
  }
});

test("DPO: text alone, one message on each side", async () => {
  const { rows } = await build("axolotl", corpus);
  const [row, ...more] = rows["dpo"] ?? [];
  expect(more).toEqual([]);
  expect(objects(row?.["messages"]).at(-1)?.["role"]).toBe("user");
  expect(row?.["chosen"]).toEqual({
    role: "assistant",
    content: '<tool_call>\n{"name": "book", "arguments": {"flight": "AZ2"}}\n</tool_call>',
  });
  expect(row?.["rejected"]).toMatchObject({ role: "assistant", content: expect.stringContaining("AZ1") });
});

test("what would break the text is left out and counted once", async () => {
  const token = run("Say it", [user("Say it"), agent("I say <|im_end|>.")]);
  const greeting = run("Hello?", [agent("Hi!"), user("Hello?"), agent("Yes?")]);
  const { summary } = await build("axolotl", [accepted(token, relabel("Say a token", 2)), accepted(greeting, relabel("Answer", 3))]);
  const leftOut = summary.leftOut.map(({ folder, reason, rows }) => [folder, reason, rows]);
  expect(leftOut).toContainEqual(["kto", "a text says <|im_start|> or <|im_end|>, which ends the turn in ChatML", 1]);
  expect(leftOut).toContainEqual(["kto", "user and assistant do not alternate", 1]);
  expect(leftOut).toContainEqual(["kto-chat", "user and assistant do not alternate", 1]);
});

test("the YAML turns the masks on, and names the columns of KTO", async () => {
  const { texts } = await build("axolotl", corpus, 0.3);
  expect(texts["sft.yaml"]).toContain("    message_field_training: train\n");
  expect(texts["sft.yaml"]).toMatch(/^datasets:\n {2}- path: train.jsonl$/m);
  expect(texts["sft.yaml"]).toMatch(/^test_datasets:\n {2}- path: val.jsonl$/m);
  expect(texts["kto.yaml"]).toContain('      completion_format: "{completion}"\n');
  expect(texts["kto.yaml"]).toContain("shuffle_merged_datasets: false\n");
  expect(texts["kto-chat.yaml"]).toContain("type: llama3.argilla_chat");
});

test("the system text defines every tool on a line of its own, in JSON", () => {
  const { system } = taggedDialogue([{ role: "system", content: "Be kind." }], shopTools) ?? { system: "" };
  expect(system).toMatch(/^Be kind\.\n\n# Tools\n/);
  const inside = /<tools>\n(.*)\n<\/tools>/s.exec(system)?.[1] ?? "";
  expect(inside.split("\n").map((line): unknown => JSON.parse(line))).toHaveLength(shopTools.length);
  expect(taggedDialogue([{ role: "system", content: "Be kind." }], [])?.system).toBe("Be kind.");
});

test("a thought, a text and parallel calls are one turn of text", async () => {
  const { rows } = await build("axolotl", corpus);
  const [thought] = rowsOfRun(rows["kto"], river.id).filter((row) => metadataOfRow(row)["step"] === 2);
  expect(thought?.["completion"]).toBe(
    '<think>\nI look up the Ebro.\n</think>\n\n<tool_call>\n{"name": "Search", "arguments": {"entity": "Ebro"}}\n</tool_call><|im_end|>',
  );
  const [both] = rowsOfRun(rows["kto"], mugs.id).filter((row) => metadataOfRow(row)["step"] === 5);
  expect(text(both?.["completion"])).toMatch(/^Both at once\.\n<tool_call>\n.*m1.*\n<\/tool_call>\n<tool_call>\n.*m2.*\n<\/tool_call>/);
  expect(rowsOfRun(rows["kto"], shell.id).length).toBeGreaterThan(0);
});
