import { asNumber, asString, type JsonObject } from "../../base/json.ts";

/** The runs of one trace. */
export interface Trace {
  root: JsonObject;
  /** All runs, the root too, in the order in which they began. */
  runs: readonly JsonObject[];
}

/**
 * Runs by their trace, in the order of the file. The root is the run without a parent, or where that is missing the one that began first.
 */
export function tracesOf(runs: readonly JsonObject[]): Trace[] {
  const byId = new Map(runs.map((run) => [idOf(run), run]));
  const traces = new Map<string, JsonObject[]>();
  for (const run of runs) {
    const key = asString(run["trace_id"]) ?? idOf(topOf(run, byId));
    const trace = traces.get(key);
    if (trace === undefined) traces.set(key, [run]);
    else trace.push(run);
  }
  return [...traces.values()].flatMap((members) => {
    const sorted = members.toSorted((a, b) => compare(orderOf(a), orderOf(b)));
    const ids = new Set(members.map(idOf));
    const root = sorted.find((run) => !ids.has(parentOf(run) ?? "")) ?? sorted[0];
    return root === undefined ? [] : [{ root, runs: sorted }];
  });
}

/** A run's id; exports of LangSmith's own tools call it `run_id`. */
export function idOf(run: JsonObject): string {
  return asString(run["id"]) ?? asString(run["run_id"]) ?? "";
}

function parentOf(run: JsonObject): string | undefined {
  return asString(run["parent_run_id"]) ?? asString(run["parent_id"]);
}

function topOf(run: JsonObject, byId: ReadonlyMap<string, JsonObject>): JsonObject {
  let top = run;
  // Parents can lead in a circle.
  for (let steps = 0; steps <= byId.size; steps += 1) {
    const parent = byId.get(parentOf(top) ?? "");
    if (parent === undefined || parent === top) return top;
    top = parent;
  }
  return top;
}

/** `dotted_order` sorts a trace in the order of execution; without it the time does. */
function orderOf(run: JsonObject): string {
  const start = run["start_time"];
  return asString(run["dotted_order"]) ?? asString(start) ?? String(asNumber(start) ?? "");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
