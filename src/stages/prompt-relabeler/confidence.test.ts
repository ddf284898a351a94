import fc from "fast-check";
import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { parseSelect } from "../../evidence/sql/parse-select.ts";
import { confidenceOf, doubtsOf, type Doubt, type FittedPair, type Grounds, type Way } from "./confidence.ts";
import { defaultGate } from "./gate.ts";
import { isSharedName } from "./goals/entry.ts";
import { doubtsAbout } from "./goals/query.ts";

const { steps } = runOf("How many cats are there?", [
  { call: "sql", args: { query: "SHOW TABLES" }, sees: "[('pets',)]" },
  { say: "I count the pets.", call: "sql", args: { query: "SELECT COUNT(*) FROM pets" }, sees: "[(3,)]" },
  { say: "There are 3." },
]);
const silent: FittedPair = { prefixEnd: 2, masks: [], edits: [], closing: { text: "There are 3.", evidence: [] } };
const speaking: FittedPair = { ...silent, prefixEnd: 3 };
const query: Grounds = { way: "query" };

test.each<[what: string, pair: FittedPair, lowered: number]>([
  ["no words at all", silent, 0],
  ["words that carry loss", speaking, 0.07],
  ["words of a masked turn", { ...speaking, masks: [{ step: 3, reason: "dead_end" }] }, 0],
  ["words that were cut", { ...speaking, edits: [{ kind: "cut_text", step: 3, reason: "old" }] }, 0],
  ["the run's own answer beside nothing else", { ...speaking, prefixEnd: 4, masks: [{ step: 3, reason: "dead_end" }], closing: null }, 0],
])("c of a query: %s", (_, pair, lowered) => {
  expect(confidenceOf(steps, query, pair)).toBeCloseTo(0.9 - lowered, 10);
});

test("a failed try before counts for what was looked up by name, and not for a query", () => {
  const mended: FittedPair = { ...silent, masks: [{ step: 2, reason: "error_returned" }] };
  expect(doubtsOf(steps, { way: "identity", doubts: ["name"] }, mended)).toEqual(["name", "again"]);
  expect(doubtsOf(steps, { way: "query" }, mended)).toEqual([]);
  expect(doubtsOf(steps, { way: "identity" }, { ...silent, masks: [{ step: 2, reason: "dead_end" }] })).toEqual([]);
});

test("a guess goes down with every masked and every cut turn, to a limit", () => {
  const with_ = (masked: number, cut: number): FittedPair => ({
    ...silent,
    masks: Array.from({ length: masked }, () => ({ step: 2, reason: "dead_end" as const })),
    edits: Array.from({ length: cut }, () => ({ kind: "cut_text" as const, step: 2, reason: "old" })),
  });
  const guess = { guess: 0.75 };
  expect([with_(0, 0), with_(1, 0), with_(0, 1), with_(9, 9)].map((pair) => confidenceOf(steps, guess, pair))).toEqual([
    0.75, 0.71, 0.73, 0.45,
  ]);
});

const ofQueries: Doubt[] = ["list", "conditions", "join", "group"];
const ofLookups: Doubt[] = ["name", "again"];
const cases: [Way, Doubt[]][] = [
  ["query", ofQueries],
  ["birth", ofLookups],
  ["identity", ofLookups],
  ["identities", ofLookups],
  ["fact", ofLookups],
  ["columns", ["wide", "words"]],
];

test("every doubt lowers c, and no way that has been read falls below the gate by them", () => {
  const some = fc.constantFrom(...cases).chain(([way, doubts]) => fc.tuple(fc.constant(way), fc.subarray(doubts, { minLength: 1 })));
  fc.assert(
    fc.property(some, fc.constantFrom(silent, speaking), ([way, doubts], pair) => {
      const c = confidenceOf(steps, { way, doubts }, pair);
      expect(c).toBeLessThan(confidenceOf(steps, { way, doubts: doubts.slice(1) }, pair));
      expect(c).toBeGreaterThanOrEqual(defaultGate.theta);
    }),
  );
});

test.each<[sql: string, rows: number, doubts: Doubt[]]>([
  ["SELECT COUNT(*) FROM pets WHERE weight > 10", 1, []],
  ["SELECT name FROM pets WHERE id = 3", 1, []],
  ["SELECT name FROM pets", 4, ["list"]],
  ["SELECT name FROM pets WHERE weight > 10", 4, ["list", "conditions"]],
  ["SELECT p.name, o.name FROM pets p JOIN owners o ON p.owner_id = o.id", 4, ["list", "join"]],
  ["SELECT type, COUNT(*) FROM pets WHERE weight > 10 GROUP BY type", 2, ["group"]],
  ["SELECT COUNT(*) FROM owners WHERE id NOT IN (SELECT owner_id FROM pets)", 1, ["join"]],
])("doubts about %s", (sql, rows, expected) => {
  const select = parseSelect(sql);
  expect(select === undefined ? undefined : doubtsAbout(select, rows)).toEqual(expected);
});

test.each([
  ["Rio", true],
  ["House (TV series)", true],
  ["Mirny, Sakha Republic", true],
  ["Alan Turing", false],
])("%s is a name that other things go by: %s", (name, shared) => {
  expect(isSharedName(name)).toBe(shared);
});
