import { expect, test } from "vitest";
import { createStages, decide, defaultGate, defaultRuleSettings, type Fate, type Trajectory } from "../../src/index.ts";
import { createScriptedModel, type ScriptedModel } from "../../src/testing.ts";
import { goalAnswer, verdict } from "../support/model-script.ts";
import { runOf } from "../support/trajectory.ts";

interface Asked {
  detector?: ScriptedModel;
  extractor?: ScriptedModel;
  relabeler: ScriptedModel;
  judge?: ScriptedModel;
  fuse?: boolean;
  relabelSuccesses?: boolean;
}

async function decideWith(trajectory: Trajectory, asked: Asked): Promise<Fate> {
  const { detector = null, extractor = null, relabeler, judge, fuse = false, relabelSuccesses = false } = asked;
  const settings = { ...defaultRuleSettings, editThoughts: false, editDialogue: false, preset: "strict" } as const;
  const judges = judge === undefined ? [] : [judge];
  return decide(trajectory, createStages(settings, { detector, extractor, relabeler, judges, fuse }), {
    ...defaultGate,
    relabelSuccesses,
  });
}

const nothing = { analysis: null, outcome: null, goals: null, verdicts: null };
const judge = () =>
  createScriptedModel(({ text }) => ({
    ...nothing,
    verdicts: [...text.matchAll(/^Pair (\d+)$/gm)].map(([, pair]) => verdict(Number(pair))),
  }));

const booking = runOf("Book me a table for four in Bergen.", [{ say: "I look at the plan." }, { say: "There are twelve tables." }]);

/** Rules see no achievement, because they look at what calls brought, and here the environment shows something by itself. */
const unseen: Trajectory = {
  ...booking,
  steps: booking.steps.toSpliced(2, 0, { kind: "environment", text: "Seating plan of the place in Bergen: twelve tables" }),
};

const goal = goalAnswer("Which seating plan does the place in Bergen have?", 3, "Seating plan of the place in Bergen", { prefixEnd: 4 });

const analysis = {
  verdict: "failure",
  type: "incomplete",
  severity: 0.3,
  recoverable: true,
  statedGoalMet: false,
  signals: [],
  explanation: "nothing was booked",
};

const detector = () => createScriptedModel([{ ...nothing, analysis }]);

test("where rules find no achievement a relabeler that is a model is asked all the same", async () => {
  const relabeler = createScriptedModel(() => ({ ...nothing, goals: [goal] }));
  const fate = await decideWith(unseen, { detector: detector(), relabeler });
  expect(fate.replay).toMatchObject({ by: "rules", achievements: [] });
  expect(relabeler.questions[0]?.text).toContain("nothing was found by rules; look for yourself");
  expect(fate.decision).toEqual({ status: "accepted", reason: "relabeled", detail: "1 goal" });
});

test("where a model finds no achievement it is believed", async () => {
  const extractor = createScriptedModel(() => ({ ...nothing, outcome: { achievements: [], limitations: ["no table was booked"] } }));
  const relabeler = createScriptedModel([]);
  const { decision } = await decideWith(unseen, { detector: detector(), extractor, relabeler });
  expect(decision).toEqual({ status: "rejected", reason: "no_achievement", detail: "no table was booked" });
});

test("fused, goals stand whose run has no achievement that holds", async () => {
  const made = [{ text: "a table was booked", firstStep: 2, lastStep: 2, evidence: [{ step: 2, in: "observation", quote: "booked" }] }];
  const relabeler = createScriptedModel([{ analysis, outcome: { achievements: made, limitations: [] }, goals: [goal], verdicts: null }]);
  const fate = await decideWith(unseen, { relabeler, fuse: true });
  expect(fate.replay?.achievements).toEqual([]);
  expect(fate.decision).toEqual({ status: "accepted", reason: "relabeled", detail: "1 goal" });
});

const success = { outcome: { status: "success" as const, by: "benchmark" as const, rule: "reward 1" } };

test("a success of which nothing is known to be achieved is not asked about", async () => {
  const relabeler = createScriptedModel([]);
  const fate = await decideWith({ ...unseen, ...success }, { relabeler, relabelSuccesses: true });
  expect(fate.decision).toMatchObject({ status: "skipped", reason: "succeeded" });
});

test("of a success only goals met before its last achievement are judged, in whatever order the achievements come", async () => {
  const run = runOf(
    "Where is the Oslo office, and who leads it?",
    [
      { call: "address", args: { office: "Oslo" }, sees: "Storgata 12, 0155 Oslo, third floor" },
      { call: "leader", args: { office: "Oslo" }, sees: "Kari Nilsen has led the office since 2019" },
      { say: "Storgata 12; Kari Nilsen." },
    ],
    success,
  );
  const achieved = (step: number, quote: string) => ({
    text: quote,
    firstStep: step,
    lastStep: step,
    evidence: [{ step, in: "observation", quote }],
  });
  const extractor = createScriptedModel(() => ({
    ...nothing,
    outcome: { achievements: [achieved(3, "Kari Nilsen"), achieved(2, "Storgata 12")], limitations: [] },
  }));
  const early = goalAnswer("What is the address of the office in Oslo?", 2, "Storgata 12, 0155 Oslo");
  const late = goalAnswer("Who is the leader of the office in Oslo?", 4, "has led the office", { strategy: "final" });
  const late_ = { ...late, claims: [{ text: "it is said", evidence: [{ step: 3, in: "observation", quote: "Kari Nilsen" }] }] };
  const relabeler = createScriptedModel(() => ({ ...nothing, goals: [late_, early] }));
  const reader = judge();
  const fate = await decideWith(run, { extractor, relabeler, judge: reader, relabelSuccesses: true });
  expect(fate.relabels.map((relabel) => relabel.prefixEnd)).toEqual([2]);
  expect(fate.refused).toMatchObject([{ goal: "Who is the leader of the office in Oslo?", reason: "no_goal" }]);
  expect(reader.questions.map(({ text }) => text.includes("leader of the office"))).toEqual([false]);
});
