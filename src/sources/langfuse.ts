import { RecordError } from "../base/errors.ts";
import { isObject, type Json } from "../base/json.ts";
import { rowsIn } from "./langfuse/rows.ts";
import { tracesOf } from "./langfuse/traces-of.ts";
import { readTraces } from "./shared/traces/read-traces.ts";
import { valuesIn } from "./shared/traces/values-in.ts";
import { verdictRule } from "./shared/traces/verdict-of.ts";
import type { Head, Source } from "./source.ts";

/** Traces of Langfuse: downloaded ones (`{trace, observations}`), those of the API and its pages, and tables in JSON. */
export const langfuse: Source = {
  name: "langfuse",
  title: "Langfuse traces",
  outcomeRule: `by scores (numeric, boolean or categorical) on the trace or its first observation ${verdictRule}, also when an observation has the level ERROR`,
  framing: (head) => (isTable(head) ? "document" : "values"),
  detect(head) {
    const [found] = head.values.flatMap(rowsIn);
    if (found === undefined) return undefined;
    const why = {
      export: "a trace and its observations",
      trace: "traces with Langfuse's fields",
      observation: "observations that name their trace",
    };
    return { confidence: found.kind === "trace" ? 0.92 : 0.96, why: why[found.kind] };
  },
  aside(head) {
    const [only] = head.values;
    if (head.shape !== "object" || !isObject(only)) return undefined;
    const entries = Object.values(only);
    const normalised =
      entries.length > 0 && entries.every((entry) => isObject(entry) && (isNormalised(entry["input"]) || isNormalised(entry["output"])));
    return normalised ? "messages of Langfuse's observations as its page shows them; the trace itself is another file" : undefined;
  },
  *parse(record) {
    const { values, broken } = valuesIn(record);
    const { traces, others } = tracesOf(values);
    if (traces.length === 0) {
      throw new RecordError("not_langfuse", "Expected Langfuse traces, `{trace, observations}` or rows of them; found none.");
    }
    const losses = [
      ...(broken === 0 ? [] : [`${broken} lines of the file that are not JSON`]),
      ...(others === 0 ? [] : [`${others} values of the file that are no traces, observations or scores`]),
    ];
    yield* readTraces("langfuse", traces, { losses, scoreWord: "score" });
  },
};

/** What Langfuse made of an input or output: messages, or why there are none. */
function isNormalised(side: Json | undefined): boolean {
  return isObject(side) && typeof side["success"] === "boolean" && ("data" in side || "error" in side);
}

/** Observations stand apart from their trace, so the file is one record. */
function isTable(head: Head): boolean {
  if (head.shape !== "lines" && head.shape !== "array") return false;
  return head.values.flatMap(rowsIn).some(({ kind }) => kind === "observation");
}
