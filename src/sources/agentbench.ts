import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { readRun } from "./agentbench/read-run.ts";
import type { Source } from "./source.ts";

/** Results of AgentBench: `runs.jsonl` and `error.jsonl` of one agent at one task. */
export const agentbench: Source = {
  name: "agentbench",
  title: "AgentBench results",
  outcomeRule:
    "success when `output.result` (or its `result`, `success`, `correct`, `is_correct`) is true, or its `reward` or `score` is 1; failure when they are false or less, or the run was stopped by `agent invalid action`, `agent validation failed`, `agent context limit` or `task limit reached`; otherwise unknown",
  framing: "values",
  aside({ values }) {
    const [first] = values;
    if (!isObject(first) || !("total" in first) || !isObject(first["validation"]) || !("custom" in first)) return undefined;
    return "counts over a whole AgentBench run (overall.json)";
  },
  detect({ values }) {
    const run = values.find(isRun);
    if (run === undefined) return undefined;
    return { confidence: 0.95, why: "runs with index and output of status, result and history" };
  },
  *parse(record) {
    yield readRun(record.json());
  },
};

function isRun(value: Json): value is JsonObject {
  if (!isObject(value) || !("index" in value)) return false;
  const { output } = value;
  if (isObject(output)) return Array.isArray(output["history"]) && ("status" in output || "result" in output);
  return "error" in value && "info" in value && isObject(value["time"]);
}
