import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";

/** Ends that say something of the harness and nothing of the agent, whatever reward was put in. */
const harnessBroke = new Set(["infrastructure_error", "unexpected_error"]);

/** The verdict of the benchmark, and which of its checks were met. */
export function outcomeOf(simulation: JsonObject): Outcome {
  const termination = asString(simulation["termination_reason"]);
  const ending = termination === undefined ? {} : { termination };
  const info = simulation["reward_info"];
  const reward = isObject(info) ? asNumber(info["reward"]) : undefined;
  if (termination !== undefined && harnessBroke.has(termination)) {
    return { status: "unknown", by: "none", rule: `the harness broke (${termination})`, ...ending };
  }
  if (!isObject(info) || reward === undefined) return { status: "unknown", by: "none", rule: "reward_info has no reward", ...ending };
  const success = reward >= 1;
  return {
    status: success ? "success" : "failure",
    by: "benchmark",
    rule: `reward_info.reward ${reward} (success is 1)`,
    reward,
    ...(success ? {} : { reason: reasonOf(info, termination) }),
    ...ending,
  };
}

/**
 * What was not met and what was, by kinds of check and names of calls. What the checks compared with is part of the reference and stays out.
 */
function reasonOf(info: JsonObject, termination: string | undefined): string {
  const { met, missed } = checksIn(info);
  const parts = [
    ...(missed.length === 0 ? [] : [`not met: ${missed.join(", ")}`]),
    ...(met.length === 0 ? [] : [`met: ${met.join(", ")}`]),
  ];
  if (parts.length > 0) return parts.join("; ");
  const note = isObject(info["info"]) ? asString(info["info"]["note"]) : undefined;
  return note ?? `no check was made (${termination ?? "no reason is given"})`;
}

function checksIn(info: JsonObject): { met: string[]; missed: string[] } {
  const met: string[] = [];
  const missed: string[] = [];
  const database = info["db_check"];
  if (isObject(database) && typeof database["db_match"] === "boolean") {
    (database["db_match"] ? met : missed).push("the database at the end");
  }
  for (const check of objectsIn(info["action_checks"])) {
    const name = isObject(check["action"]) ? (asString(check["action"]["name"]) ?? "a call") : "a call";
    (check["action_match"] === true ? met : missed).push(`the call ${name}`);
  }
  for (const [field, title] of counted) {
    const checks = objectsIn(info[field]);
    const good = checks.filter((check) => check["met"] === true).length;
    if (good > 0) met.push(`${good} of ${checks.length} ${title}`);
    if (good < checks.length) missed.push(`${checks.length - good} of ${checks.length} ${title}`);
  }
  return { met, missed };
}

const counted: readonly (readonly [field: string, title: string])[] = [
  ["env_assertions", "assertions on the environment"],
  ["communicate_checks", "things to tell the user"],
  ["nl_assertions", "assertions in words"],
];

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
