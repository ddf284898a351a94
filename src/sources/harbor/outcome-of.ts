import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import type { TrialFolder } from "./trial-result.ts";

/**
 * The verdict of a trial's verifier. Success is 1 or more in every reward. An exception without rewards is no verdict: the work was not looked
 * at, and what broke may have been the container (docs/decisions/0021).
 */
export function outcomeOf(trial: TrialFolder): Outcome {
  const exception = exceptionOf((trial.step ?? trial.result)["exception_info"]);
  const ending = exception === undefined ? {} : { termination: exception };
  const found = rewardsOf(trial);
  const rewards = Object.entries(found?.rewards ?? {}).flatMap(([name, value]): [string, number][] => {
    const reward = asNumber(value);
    return reward === undefined ? [] : [[name, reward]];
  });
  const [first] = rewards;
  if (found === undefined || first === undefined) {
    const why = exception === undefined ? "there is no reward in the trial's folder" : `no reward: the trial broke off (${exception})`;
    return { status: "unknown", by: "none", rule: why, ...ending };
  }
  const short = rewards.filter(([, reward]) => reward < 1);
  const values = rewards.map(([name, reward]) => `${name} ${reward}`).join(", ");
  const failed = short.length > 0;
  return {
    status: failed ? "failure" : "success",
    by: "verifier",
    rule: `${found.where}: ${values} (success is 1 or more in each)`,
    // Of several rewards, the one that decided.
    reward: Math.min(...rewards.map(([, reward]) => reward)),
    ...(failed ? { reason: reasonOf(short, trial.tests, exception) } : {}),
    ...ending,
  };
}

/** In a trial of several steps a step's rewards are its own, never the trial's. */
function rewardsOf({ result, step, stepName, rewards }: TrialFolder): { rewards: JsonObject; where: string } | undefined {
  const holder = stepName === undefined ? result : step;
  const verified = holder?.["verifier_result"];
  if (isObject(verified)) {
    if (isObject(verified["rewards"])) return { rewards: verified["rewards"], where: "verifier_result.rewards" };
    if (asNumber(verified["reward"]) !== undefined) return { rewards: { reward: verified["reward"] ?? 0 }, where: "verifier_result" };
  }
  return rewards === undefined ? undefined : { rewards, where: "the verifier's own file" };
}

function exceptionOf(info: Json | undefined): string | undefined {
  if (!isObject(info)) return undefined;
  const type = asString(info["exception_type"]) ?? "an exception";
  const message = asString(info["exception_message"])?.trim() ?? "";
  return message === "" ? type : `${type}: ${message.slice(0, 300)}`;
}

const REASON_TESTS = 5;

function reasonOf(short: readonly [string, number][], tests: Json | undefined, exception: string | undefined): string {
  const failed = testsIn(tests).filter(({ status }) => status === "failed");
  const named = failed.slice(0, REASON_TESTS).map(({ name, message }) => (message === "" ? name : `${name} (${message})`));
  const more = failed.length > REASON_TESTS ? [`${failed.length - REASON_TESTS} more`] : [];
  const parts = [
    short.map(([name, reward]) => `${name} ${reward}`).join(", "),
    ...(failed.length === 0 ? [] : [`failed tests: ${[...named, ...more].join(", ")}`]),
    ...(exception === undefined ? [] : [exception]),
  ];
  return parts.join("; ");
}

/** A test of a CTRF report. */
export interface Test {
  name: string;
  /** `passed`, `failed`, `skipped`, `pending` or `other`. */
  status: string;
  /** First line of what the test says, at most 200 characters. */
  message: string;
}

/** The tests of a CTRF report, in order. */
export function testsIn(report: Json | undefined): Test[] {
  const results = isObject(report) && isObject(report["results"]) ? report["results"]["tests"] : undefined;
  if (!Array.isArray(results)) return [];
  return results.filter(isObject).map((test) => ({
    name: asString(test["name"]) ?? "a test without a name",
    status: asString(test["status"]) ?? "other",
    message: (asString(test["message"]) ?? "").trim().split("\n", 1).join("").slice(0, 200),
  }));
}
