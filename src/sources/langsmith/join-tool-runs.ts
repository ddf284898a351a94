import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { parsePythonLiteral } from "../../base/python-literal.ts";
import type { AgentStep, Call, CallResult, Step } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { resultText } from "../shared/messages/content.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { idOf } from "./traces-of.ts";

/**
 * Gives calls without a result that of their tool run, and marks those as errors whose run ended in one. A run belongs to the call whose
 * id it names, or else to the first call of its name that has no run.
 *
 * @returns how many tool runs belong to no call
 */
export function joinToolRuns(steps: readonly Step[], runs: readonly JsonObject[], losses: Set<string>): number {
  const calls = steps.flatMap((step) => (step.kind === "agent" ? callsOf(step) : []));
  const waiting = new Set(calls);
  let others = 0;
  for (const run of runs) {
    const id = callIdOf(run);
    const call = find(waiting, (one) => one.id === id) ?? find(waiting, (one) => id === undefined && one.name === run["name"]);
    if (call === undefined) {
      others += 1;
      continue;
    }
    waiting.delete(call);
    const result = resultOf(run, losses);
    if (call.result.status === "missing") call.result = result;
    else if (result.status === "error") call.result = { ...call.result, status: "error" };
  }
  return others;
}

/** A turn for each tool run of a trace without messages. */
export function turnsOfTools(runs: readonly JsonObject[], losses: Set<string>): AgentStep[] {
  const ids = new Set<string>();
  return runs.map((run, index) => {
    const wanted = idOf(run);
    const id = wanted === "" || ids.has(wanted) ? `call_${index + 1}_${ids.size}` : wanted;
    ids.add(id);
    const name = asString(run["name"]) ?? "";
    const call: Call = { id, name: name === "" ? "tool" : name, ...parseArguments(inputOf(run)), result: resultOf(run, losses) };
    return { kind: "agent", blocks: [{ kind: "call", call }] };
  });
}

/** LangChain hands a tool its arguments as the text `input`, which is JSON or a Python literal, or as they are. */
function inputOf({ inputs }: JsonObject): Json {
  if (!isObject(inputs)) return inputs ?? {};
  const { input } = inputs;
  if (typeof input !== "string" || Object.keys(inputs).length > 1) return inputs;
  for (const parsed of [tryParseJson(input), parsePythonLiteral(input)]) if (parsed.ok && isObject(parsed.value)) return parsed.value;
  return inputs;
}

function resultOf(run: JsonObject, losses: Set<string>): CallResult {
  const error = asString(run["error"]) ?? "";
  const { status, content } = messageIn(run["outputs"]);
  if (error !== "") return { status: "error", text: content === undefined ? error : resultText(content, losses) };
  if (content === undefined) return { status: "missing", text: "" };
  return { status, text: resultText(content, losses) };
}

/** What a tool gave, as it is, under `output`, or in a tool message. */
function messageIn(outputs: Json | undefined): { status: "ok" | "error"; content?: Json } {
  if (outputs === undefined || outputs === null) return { status: "ok" };
  if (!isObject(outputs)) return { status: "ok", content: outputs };
  if (isObject(outputs["kwargs"])) return messageIn(outputs["kwargs"]);
  if ("content" in outputs && "tool_call_id" in outputs) {
    return { status: outputs["status"] === "error" ? "error" : "ok", content: outputs["content"] ?? "" };
  }
  const keys = Object.keys(outputs);
  if (keys.length === 0) return { status: "ok" };
  return keys.length === 1 && "output" in outputs ? messageIn(outputs["output"]) : { status: "ok", content: outputs };
}

function callIdOf(run: JsonObject): string | undefined {
  const places: (Json | undefined)[] = [run["inputs"], run["outputs"]];
  for (let place = places.pop(), depth = 0; depth < 12; place = places.pop(), depth += 1) {
    if (!isObject(place)) {
      if (places.length === 0) return undefined;
      continue;
    }
    const id = asString(place["tool_call_id"]);
    if (id !== undefined) return id;
    places.push(place["output"], place["kwargs"], place["metadata"]);
  }
  return undefined;
}

function find<T>(values: Iterable<T>, is: (value: T) => boolean): T | undefined {
  for (const value of values) if (is(value)) return value;
  return undefined;
}
