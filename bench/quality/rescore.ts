import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCalls, readValue } from "../../src/evidence/reading.ts";
import { parseSelect } from "../../src/evidence/sql/parse-select.ts";
import { journalEntries, TrajectoryReader } from "../../src/run/journal-entries.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import { confidenceOf, doubtsOf, type Doubt, type Grounds } from "../../src/stages/prompt-relabeler/confidence.ts";
import { isSharedName } from "../../src/stages/prompt-relabeler/goals/entry.ts";
import { doubtsAbout } from "../../src/stages/prompt-relabeler/goals/query.ts";
import { sqlOf } from "../../src/stages/prompt-relabeler/sql/sql-of.ts";
import type { Relabel } from "../../src/stages/relabel.ts";
import type { Trajectory } from "../../src/trajectory/trajectory.ts";
import { readLabels, type LabelledPair } from "./labels.ts";

// Says for pairs that an earlier version made and readers read what today's rule would give as their confidence, and writes it into the labels.
//
//   agenther run DATA -o THEN      # at the commit that the labels name, with its configuration
//   agenther run DATA -o NOW       # at this one; only the runs themselves are read from there
//   node bench/quality/rescore.ts THEN NOW LABELS.json
//
// How a pair was found stands in no journal. It is read off the wording of its claims and its answer.

const [then, now, path] = process.argv.slice(2);
if (then === undefined || now === undefined || path === undefined) throw new Error("Usage: rescore.ts THEN NOW LABELS.json");

const relabels = new Map<string, Relabel>();
for (const { id, relabels: ofRun } of journalEntries(join(then, "journal.jsonl")))
  for (const [at, relabel] of ofRun.entries()) relabels.set(`${id}-${at + 1}`, relabel);
const labels = readLabels(path);
const wanted = new Map(labels.pairs.map((pair) => [pair.id.replace(/-\d+$/, ""), pair]));
const reader = new TrajectoryReader(outFolder(now));
const runs = new Map<string, Trajectory>();
for (const entry of journalEntries(join(now, "journal.jsonl")))
  if (entry.trajectory !== null && wanted.has(entry.id)) runs.set(entry.id, await reader.read(entry));
reader.close();

const missing: string[] = [];
const pairs = labels.pairs.map((pair): LabelledPair => {
  const relabel = relabels.get(pair.id);
  const run = runs.get(pair.id.replace(/-\d+$/, ""));
  if (relabel === undefined || run === undefined || relabel.confidence !== pair.confidence) missing.push(pair.id);
  if (relabel === undefined || run === undefined) return pair;
  const grounds = groundsOf(relabel, run, pair.source);
  const named = "guess" in grounds ? [`guess ${grounds.guess}`] : [grounds.way, ...doubtsOf(run.steps, grounds, relabel)];
  const { verdicts, ...others } = pair;
  return { ...others, grounds: named, rescored: confidenceOf(run.steps, grounds, relabel), verdicts };
});
if (missing.length > 0)
  throw new Error(`${missing.length} pairs are not in THEN and NOW as they were drawn: ${missing.slice(0, 5).join(", ")}`);
writeFileSync(path, `${JSON.stringify({ ...labels, pairs }, null, 1)}\n`);
console.log(`${pairs.length} pairs in ${path}`);

function groundsOf(relabel: Relabel, run: Trajectory, source: string): Grounds {
  const { claims, edits, strategy } = relabel;
  const said = claims[0]?.text ?? "";
  if (source === "tau-bench" || edits.some(({ kind }) => kind === "ask_goal")) return { way: "dialogue" };
  if (said.startsWith("The machine was asked")) return { way: "command" };
  if (said.endsWith(" was described.")) return claims.length === 1 ? { way: "columns" } : { guess: 0.8 };
  if (said.startsWith("The database was asked for")) return queryGrounds(relabel, run);
  if (strategy === "conditional") return { guess: 0.8 };
  if (strategy === "subset") return { guess: 0.75 };
  if (source !== "hotpotqa" && source !== "fever") return { guess: 0.75 };
  if (claims.length > 1) return { way: "identities" };
  return entryGrounds(relabel, run);
}

function entryGrounds({ claims, closing }: Relabel, run: Trajectory): Grounds {
  const [claim] = claims;
  const call = readCalls(run).find((one) => one.step === claim?.evidence[0]?.step);
  const [query] = Object.values(call?.call.arguments ?? {});
  const doubts: Doubt[] = typeof query === "string" && isSharedName(query) ? ["name"] : [];
  const told = closing?.text ?? "";
  if (told.startsWith(claim?.text.replace(/\.$/, "") ?? "")) return { way: "identity", doubts };
  return { way: / was born (?:on|in) /.test(told) ? "birth" : "fact", doubts };
}

function queryGrounds({ claims }: Relabel, run: Trajectory): Grounds {
  const step = claims[0]?.evidence[0]?.step;
  const call = readCalls(run).find((one) => one.step === step && sqlOf(one) !== undefined);
  const select = call === undefined ? undefined : parseSelect(sqlOf(call) ?? "");
  const rows = call === undefined ? undefined : readValue(call.call);
  if (select === undefined) throw new Error(`${run.id} step ${step}: no query`);
  return { way: "query", doubts: doubtsAbout(select, Array.isArray(rows) ? rows.length : 2) };
}
