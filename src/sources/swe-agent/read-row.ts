import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { SourceTrajectory } from "../source.ts";
import { makeRun } from "./make-run.ts";
import { readTurns } from "./read-turns.ts";

/** The messages of a row as data sets of SWE-agent runs publish them, or undefined when it is none. */
export function messagesOfRow(row: JsonObject): readonly Json[] | undefined {
  if (typeof row["instance_id"] !== "string") return undefined;
  const list = listOf(row["trajectory"]) ?? listOf(row["messages"]);
  return list?.some((message) => isObject(message) && (isText(message) || isCallInText(message))) === true ? list : undefined;
}

/**
 * A row of a published data set: `trajectory` with roles system, user and ai and the verdict in `target` (nebius), or `messages` with calls
 * in their text and the verdict in `resolved` (SWE-smith).
 *
 * @throws RecordError those of `makeRun` and `readTurns`
 */
export function readRow(row: JsonObject, messages: readonly Json[]): SourceTrajectory {
  const builder = readTurns(messages);
  const logs = row["eval_logs"];
  return makeRun(builder, {
    instance: asString(row["instance_id"]),
    verdict: verdictIn(row),
    reference: typeof logs === "string" ? { eval_logs: logs } : undefined,
    exitStatus: row["exit_status"],
    submission: row["generated_patch"] ?? row["patch"],
    model: asString(row["model_name"]) ?? asString(row["model"]),
    recordId: asString(row["traj_id"]),
    extra: fieldsBesides(row, rowFields) ?? {},
  });
}

const rowFields = new Set([
  "instance_id",
  "trajectory",
  "messages",
  "target",
  "resolved",
  "exit_status",
  "generated_patch",
  "patch",
  "model_name",
  "model",
  "traj_id",
  "eval_logs",
]);

/** `target` and `resolved` both say that the tests of the instance passed. */
function verdictIn(row: JsonObject): Outcome | undefined {
  for (const name of ["target", "resolved"]) {
    const passed = row[name];
    if (typeof passed !== "boolean") continue;
    return { status: passed ? "success" : "failure", by: "benchmark", rule: `${name} is ${passed}`, reward: passed ? 1 : 0 };
  }
  return undefined;
}

function listOf(value: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(value)) return value;
  const parsed = typeof value === "string" && value.startsWith("[") ? tryParseJson(value) : undefined;
  return parsed?.ok === true && Array.isArray(parsed.value) ? parsed.value : undefined;
}

function isText(message: JsonObject): boolean {
  return message["role"] === "ai" && typeof message["text"] === "string";
}

function isCallInText(message: JsonObject): boolean {
  return message["role"] === "assistant" && /<function=[^>\s]+>/.test(asString(message["content"]) ?? "");
}
