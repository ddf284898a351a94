import { RecordError } from "../base/errors.ts";
import { isObject, type Json } from "../base/json.ts";
import { isRun, runsOf } from "./langsmith/runs-of.ts";
import { readTrace } from "./langsmith/read-trace.ts";
import { tracesOf } from "./langsmith/traces-of.ts";
import type { Head, Source, SourceTrajectory } from "./source.ts";

/** Runs of LangSmith: trees with `child_runs`, or flat lists that name their parents. Every trace is a trajectory. */
export const langsmith: Source = {
  name: "langsmith",
  title: "LangSmith runs",
  outcomeRule:
    "by feedback on the trace's root whose key is a verdict (success, correctness, resolved, passed, solved, accuracy, task_completion, user_score and the like): success when every score is true or 1, failure when every one is false or 0; otherwise unknown, also when the run ended in an error",
  framing: (head) => (isFlat(head) ? "document" : "values"),
  detect(head) {
    const found = head.values.flatMap(listIn).find(isRun);
    if (found === undefined) return undefined;
    const keys = ["trace_id", "dotted_order", "parent_run_id", "child_runs"].filter((key) => key in found);
    return { confidence: 0.95, why: `a run with run_type, inputs and ${keys.join(", ")}` };
  },
  *parse(record) {
    const { runs, losses } = runsOf(record);
    const traces = tracesOf(runs);
    const read: SourceTrajectory[] = [];
    const errors: RecordError[] = [];
    for (const trace of traces) {
      try {
        read.push(readTrace(trace));
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        errors.push(error);
      }
    }
    const [first] = errors;
    if (read.length === 0) {
      throw first ?? new RecordError("not_langsmith", "Expected LangSmith runs, objects with `run_type` and `inputs`; found none.");
    }
    // One trace that holds no run must not cost the others of its file.
    if (first !== undefined) losses.push(`${errors.length} other traces of the file, which cannot be read (first: ${first.message})`);
    for (const trajectory of read) {
      const { provenance } = trajectory;
      yield { ...trajectory, provenance: { ...provenance, losses: [...provenance.losses, ...losses] } };
    }
  },
};

/** Runs that name a parent in another record belong together, so the file is one record. */
function isFlat(head: Head): boolean {
  if (head.shape !== "lines" && head.shape !== "array") return false;
  return head.values.some((value) => {
    if (!isObject(value) || !isRun(value)) return false;
    const children = value["child_run_ids"] ?? value["direct_child_run_ids"];
    return (
      typeof value["parent_run_id"] === "string" || (Array.isArray(children) && children.length > 0 && !Array.isArray(value["child_runs"]))
    );
  });
}

function listIn(value: Json): readonly Json[] {
  if (!isObject(value)) return [];
  if (isObject(value["run"])) return [value["run"]];
  return Array.isArray(value["runs"]) ? value["runs"] : [value];
}
