import type { AgentStep, Call, Step } from "../../../trajectory/trajectory.ts";
import { callsOf } from "../../../trajectory/views.ts";
import type { SpanCall, TraceSpan } from "./span.ts";
import { argumentsOf, resultOf } from "./tool-result.ts";

/** Which call each tool's span carries out, and those that belong to no call. */
export interface JoinedTools {
  callOf: ReadonlyMap<string, Call>;
  others: readonly TraceSpan[];
}

/**
 * Gives calls without a result that of their tool's span, and marks those as errors whose span failed. A span belongs to the call whose
 * id it names, or else to a call of its name that has no span: the one with equal arguments, or the first. A span that is not marked as
 * a tool's gives its result only to a call that has none.
 *
 * @param runs the steps of the conversations that can have made the calls
 */
export function joinTools(runs: readonly (readonly Step[])[], spans: readonly TraceSpan[], losses: Set<string>): JoinedTools {
  const calls = runs.flatMap((steps) => steps.flatMap((step) => (step.kind === "agent" ? callsOf(step) : [])));
  const byId = new Map(calls.map((call) => [call.id, call]));
  const waiting = new WaitingCalls(calls);
  const callOf = new Map<string, Call>();
  const others: TraceSpan[] = [];
  for (const span of spans) {
    const written = span.call();
    const named = written.id === undefined ? undefined : byId.get(written.id);
    const call = named ?? (written.id === undefined || span.kind === "other" ? waiting.find(written) : undefined);
    const marked = span.kind === "tool";
    if (call === undefined || (!marked && call.result.status !== "missing")) {
      if (marked) others.push(span);
      continue;
    }
    waiting.delete(call);
    callOf.set(span.id, call);
    const result = resultOf(span, written, losses);
    if (call.result.status === "missing") call.result = result;
    else if (result.status === "error") call.result = { ...call.result, status: "error" };
  }
  return { callOf, others };
}

/** A turn for each tool's span, where no message makes a call. */
export function turnsOfTools(spans: readonly TraceSpan[], losses: Set<string>): AgentStep[] {
  const ids = new Set<string>();
  return spans.map((span, index) => {
    const written = span.call();
    const wanted = written.id ?? span.id;
    const id = wanted === "" || ids.has(wanted) ? `call_${index + 1}_${ids.size}` : wanted;
    ids.add(id);
    const name = written.name === "" ? "tool" : written.name;
    const call: Call = { id, name, ...argumentsOf(written), result: resultOf(span, written, losses) };
    return { kind: "agent", blocks: [{ kind: "call", call }] };
  });
}

/** Calls that have no span yet, by their name and by name and arguments. */
class WaitingCalls {
  readonly #byKey = new Map<string, Set<Call>>();

  constructor(calls: readonly Call[]) {
    for (const call of calls) for (const key of keysOf(call)) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(call));
  }

  find(written: SpanCall): Call | undefined {
    const named = this.#byKey.get(written.name);
    if (named === undefined || named.size < 2) return first(named);
    return first(this.#byKey.get(keyOf(written.name, argumentsOf(written)))) ?? first(named);
  }

  delete(call: Call): void {
    for (const key of keysOf(call)) this.#byKey.get(key)?.delete(call);
  }
}

function keysOf(call: Call): string[] {
  return [call.name, keyOf(call.name, call)];
}

/** Unlike any name. */
function keyOf(name: string, given: Pick<Call, "arguments">): string {
  return `${name}\u0000${JSON.stringify(given.arguments)}`;
}

function first(calls: ReadonlySet<Call> | undefined): Call | undefined {
  for (const call of calls ?? []) return call;
  return undefined;
}
