import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";

/** What the folder of a trial says of the run beside its trajectory. */
export interface TrialFolder {
  /** The trial's `result.json`; `{}` when it is absent or something else. */
  result: JsonObject;
  /** What `result.json` says of one step, in a trial of several. */
  step?: JsonObject;
  stepName?: string;
  /** `verifier/reward.json` or `verifier/reward.txt`: rewards by name. */
  rewards?: JsonObject;
  /** `verifier/ctrf.json`, a report of tests. */
  tests?: Json;
}

/** True for a trial's `result.json`. A job's has no task. */
export function isTrialResult(value: Json | undefined): value is JsonObject {
  return isObject(value) && typeof value["task_name"] === "string" && ("verifier_result" in value || "agent_info" in value);
}

/**
 * Puts together what stands beside a trajectory. What is missing, or is not what it should be, is left out.
 *
 * @param file path of the trajectory; the name of a trial's step is in it
 * @param texts companions by the names of the `harbor` source
 */
export function readTrialFolder(file: string, texts: Readonly<Record<string, string>>): TrialFolder {
  const rewards = rewardsIn(texts);
  const tests = parsed(texts["tests"]);
  const folder = { ...(rewards === undefined ? {} : { rewards }), ...(tests === undefined ? {} : { tests }) };
  const own = parsed(texts["result"]);
  if (isTrialResult(own)) return { result: own, ...folder };
  const whole = parsed(texts["trialOfSteps"]);
  const stepName = /(?:^|\/)steps\/([^/]+)\/agent\/[^/]+$/.exec(file)?.[1];
  if (!isTrialResult(whole) || stepName === undefined) return { result: {}, ...folder };
  const steps = Array.isArray(whole["step_results"]) ? whole["step_results"] : [];
  const step = steps.filter(isObject).find((entry) => entry["step_name"] === stepName);
  return { result: whole, stepName, ...(step === undefined ? {} : { step }), ...folder };
}

function rewardsIn(texts: Readonly<Record<string, string>>): JsonObject | undefined {
  const named = parsed(texts["rewardJson"]);
  if (isObject(named)) return named;
  const text = asString(texts["rewardText"])?.trim() ?? "";
  return text === "" || !Number.isFinite(Number(text)) ? undefined : { reward: Number(text) };
}

function parsed(text: string | undefined): Json | undefined {
  const result = text === undefined ? undefined : tryParseJson(text);
  return result?.ok === true ? result.value : undefined;
}
