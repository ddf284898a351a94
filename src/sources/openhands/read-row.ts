import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome, Trajectory } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { reportsIn, verdictIn, verdictOf } from "../shared/swe-bench-report.ts";
import type { SourceRecord, SourceTrajectory } from "../source.ts";
import { readRun } from "./read-run.ts";

/**
 * A row of an evaluation's `output.jsonl`. The verdict is the row's own, else that of a report beside the file.
 *
 * @throws RecordError those of `readRun`
 */
export function readRow(row: JsonObject, record: SourceRecord): SourceTrajectory {
  const instance = asString(row["instance_id"]);
  const result = isObject(row["test_result"]) ? row["test_result"] : {};
  const verdict = ownVerdict(result) ?? verdictIn(reportsIn(record.companions), instance ?? "");
  const task = isObject(row["instance"]) ? fieldsBesides(row["instance"], new Set(["problem_statement"])) : undefined;
  const reference = {
    ...(task === undefined ? {} : { instance: task }),
    ...(verdict?.tests === undefined ? {} : { tests: verdict.tests }),
  };
  const metrics = isObject(row["metrics"])
    ? fieldsBesides(row["metrics"], new Set(["costs", "response_latencies", "token_usages"]))
    : undefined;
  const error = asString(row["error"]) ?? "";
  return readRun(flatHistory(row["history"]), {
    instance,
    instruction: asString(row["instruction"]),
    outcome: verdict?.outcome,
    error: error === "" ? undefined : error,
    agent: agentOf(row["metadata"]),
    reference: Object.keys(reference).length === 0 ? undefined : reference,
    losses: isObject(row["metadata"]) ? ["the settings of the evaluation (metadata)"] : [],
    extra: { ...fieldsBesides(row, rowFields), ...(metrics === undefined ? {} : { metrics }) },
  });
}

const rowFields = new Set(["instance_id", "instruction", "history", "instance", "metadata", "metrics", "error"]);

/** Events one after another, or older pairs of action and observation, whose events have no numbers and are joined by their pair. */
export function flatHistory(history: Json | undefined): Json[] {
  if (!Array.isArray(history)) return [];
  return history.flatMap((entry, index): Json[] => {
    if (!Array.isArray(entry)) return [entry];
    const [action, observation] = entry;
    if (!isObject(action) || !isObject(observation)) return entry;
    const id = action["id"] ?? `pair ${index + 1}`;
    return [
      { ...action, id },
      { ...observation, cause: observation["cause"] ?? id },
    ];
  });
}

/** Verdicts that evaluations write into the row, for SWE-bench and others. */
function ownVerdict(result: JsonObject): { outcome: Outcome; tests?: JsonObject } | undefined {
  const report = isObject(result["report"]) ? verdictOf(result["report"], "test_result.report") : undefined;
  if (report !== undefined) return report;
  for (const name of ["resolved", "success", "result", "score"]) {
    const value = result[name];
    if (typeof value !== "boolean") continue;
    return {
      outcome: { status: value ? "success" : "failure", by: "benchmark", rule: `test_result.${name} is ${value}`, reward: value ? 1 : 0 },
    };
  }
  return undefined;
}

function agentOf(metadata: Json | undefined): Trajectory["agent"] {
  if (!isObject(metadata)) return {};
  const name = asString(metadata["agent_class"]);
  const settings = [metadata["llm_config"], metadata["llm"]].find(isObject);
  const model = settings === undefined ? undefined : asString(settings["model"]);
  return { ...(name === undefined ? {} : { name }), ...(model === undefined ? {} : { model }) };
}
