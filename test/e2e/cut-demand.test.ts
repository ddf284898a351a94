import { expect, test } from "vitest";
import { exporterNames } from "../../src/index.ts";
import { Project } from "./project.ts";

const demand = "At each step, you need to give your thought to analyze the status now and what to do next, with a function call.";
const length = "All the thought is short, at most in 5 sentence.";
const system = `You help at a counter.\n${demand}\nRemember:\n1.What was sent is gone.\n2.${length}\n3.ALWAYS call "Finish" at the end.`;

const query = "Send my parcel to the customs agency Gondrand and tell me what it costs.";
const calls = [
  [
    "agency_for_parcels",
    '{"name": "Gondrand"}',
    "{\"error\": \"\", \"response\": \"{'name': 'Gondrand', 'city': 'Nouméa', 'phone': '+687 27 41 20'}\"}",
    0,
  ],
  ["Finish", '{"return_type": "give_up_and_restart"}', '{"response":"chose to give up and restart"}', 4],
] as const;

/** An answer tree of one chain, whose turns are calls without a thought. */
function answerTree(): string {
  const node = { is_terminal: false, pruned: false, finished: false, description: "" };
  let children: object[] = [];
  for (const [name, input, observation, code] of calls.toReversed()) {
    const given = { ...node, node_type: "Action Input", description: input, observation, observation_code: code, children };
    children = [{ ...node, node_type: "Action", description: name, children: [given] }];
  }
  const object = (properties: object) => ({ type: "object", properties });
  const functions = [
    { name: "agency_for_parcels", description: "Contact details of a customs agency", parameters: object({ name: { type: "string" } }) },
    {
      name: "Finish",
      description: "Ends the task.",
      parameters: object({ return_type: { type: "string" }, final_answer: { type: "string" } }),
    },
  ];
  const turns = calls.map(([name, input]) => ({ role: "assistant", content: null, function_call: { name, arguments: input } }));
  return JSON.stringify({
    win: false,
    tree: { tree: { ...node, node_type: "Action Input", children } },
    answer_generation: {
      valid_data: false,
      final_answer: "",
      function: functions,
      query,
      train_messages: [[{ role: "system", content: system }, { role: "user", content: query }, ...turns]],
    },
  });
}

test("a demand that no turn keeps is cut from the pair's prompt, in every export, and from nothing else", async () => {
  using project = new Project({ "tree.json": answerTree() });
  const formats = exporterNames.filter((name) => !["openai-preference", "trl-dpo", "trl-reward"].includes(name));
  const ran = await project.agenther(["run", "tree.json", "-o", "out", "--quiet", "--to", formats.join(",")]);
  expect(ran.code, ran.stderr).toBe(0);

  const text = (await project.agenther(["explain", "out", "tree.json:1"])).stdout;
  expect(text).toContain("edit of step 1: cut_demand");
  expect(text).toContain(`cut: "${demand}"`);
  expect(text).toContain(`cut: "${length}"`);

  const rows = Object.entries(project.snapshot("out/dataset")).filter(([file]) => /\.jsonl?$/.test(file));
  const written = new Set(rows.filter(([, content]) => content.includes("You help at a counter.")).map(([file]) => file.split("/")[0]));
  // The paper's own form has no system prompt, and this one's rows are no text.
  expect(formats.filter((name) => !written.has(name))).toEqual(["verl", "paper-sft"]);
  for (const [file, content] of rows) {
    expect(content, file).not.toContain("thought to analyze");
    if (content.includes("You help at a counter."))
      expect(content, file).toMatch(/at a counter\.\\+nRemember:\\+n1\.What was sent is gone\.\\+n2\.ALWAYS/);
  }

  await project.agenther(["convert", "tree.json", "--to", "atif", "-o", "all.atif.jsonl"]);
  expect(project.read("all.atif.jsonl")).toContain(JSON.stringify(system).slice(1, -1));
});
