import { RecordError } from "../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome, Step } from "../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { readOpenAiMessages } from "../shared/messages/read-openai.ts";
import type { SourceTrajectory } from "../source.ts";
import { readReact, isReact } from "./read-react.ts";
import { toolsInPrompt } from "./tools-in-prompt.ts";

/** What the simulated user says when its wishes are met, or it gives up. */
const STOP = "###STOP###";

/**
 * One tau-bench run as a trajectory. The goal is the brief of the simulated user, which the agent never saw.
 *
 * @param value `{task_id, reward, info, traj, trial}`
 * @throws RecordError `harness_error` when the run broke before a dialogue, `missing_goal`, `missing_steps`, and those of `readOpenAiMessages`
 */
export function readRun(value: Json): SourceTrajectory {
  if (!isObject(value)) throw new RecordError("not_tau_bench", "Expected a tau-bench run (an object), got something else.");
  const info = isObject(value["info"]) ? value["info"] : {};
  const messages = value["traj"];
  if (!Array.isArray(messages) || messages.length === 0) throw noDialogue(info);
  const task = isObject(info["task"]) ? info["task"] : {};
  const goal = asString(task["instruction"]);
  if (goal === undefined || goal.trim() === "") {
    throw new RecordError("missing_goal", "A tau-bench run needs the user's brief in `info.task.instruction`; found none.");
  }
  const react = isReact(messages);
  const read = react ? readReact(messages) : readOpenAiMessages(messages, { userBy: "simulated", statusOf });
  const steps = withoutStop(read.steps, read.losses);
  const last = steps.findLast((step) => step.kind === "agent");
  if (last?.kind !== "agent") throw new RecordError("empty_trajectory", "The tau-bench run has no turn of the agent.");
  const taskId = value["task_id"];
  const extra = extraOf(value, info, task);
  const reference = referenceOf(task);
  const answer = callsOf(last).length === 0 ? textOf(last) : "";
  return {
    task: {
      goal,
      goalFrom: "task_record",
      hidden: true,
      benchmark: "tau-bench",
      ...(typeof taskId === "number" || typeof taskId === "string" ? { taskId: String(taskId) } : {}),
      // Task numbers begin anew in every domain, and the record does not name its domain; the brief tells them apart.
      groupId: groupIdOf("tau-bench", goal),
      ...(reference === undefined ? {} : { reference }),
    },
    agent: {},
    tools: react ? toolsInPrompt(steps, read.losses) : [],
    steps,
    outcome: {
      ...outcomeOf(value["reward"], info["reward_info"]),
      ...(read.losses.has(stopLoss) ? { termination: STOP } : {}),
      ...(answer === "" ? {} : { finalAnswer: answer }),
    },
    provenance: { losses: [...read.losses], synthesized: [...read.synthesized] },
    ...(extra === undefined ? {} : { extra }),
  };
}

function noDialogue(info: JsonObject): RecordError {
  const error = asString(info["error"]);
  if (error === undefined) return new RecordError("missing_steps", "A tau-bench run needs its messages in `traj`; found none.");
  return new RecordError(
    "harness_error",
    `The tau-bench run broke before there was a dialogue: ${error.slice(0, 300)}. Run the task again.`,
  );
}

/** tau-bench's tools say "Error: ..." when they refuse. */
function statusOf(text: string): "ok" | "error" {
  return text.startsWith("Error") ? "error" : "ok";
}

const stopLoss = `the mark ${STOP} of the simulated user`;

/** The mark is for the harness; a turn that holds nothing else was never shown to the agent. */
function withoutStop(steps: readonly Step[], losses: Set<string>): Step[] {
  const kept: Step[] = [];
  for (const step of steps) {
    if (step.kind !== "user" || !step.text.includes(STOP)) {
      kept.push(step);
      continue;
    }
    losses.add(stopLoss);
    const text = step.text.replaceAll(STOP, "").trim();
    if (text !== "") kept.push({ ...step, text });
  }
  return kept;
}

function outcomeOf(value: Json | undefined, rewardInfo: Json | undefined): Outcome {
  const reward = asNumber(value);
  if (reward === undefined) return { status: "unknown", by: "none", rule: "no reward" };
  const success = reward === 1;
  const reason = success ? undefined : reasonOf(rewardInfo);
  return {
    status: success ? "success" : "failure",
    by: "benchmark",
    rule: `reward ${reward} (success is reward = 1)`,
    reward,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Which check failed, in the record's own keys. What the outputs should have been is part of the reference and stays out. */
function reasonOf(rewardInfo: Json | undefined): string | undefined {
  if (rewardInfo === null) return "reward_info is null (the dialogue did not come to an end)";
  const checks = isObject(rewardInfo) ? rewardInfo["info"] : undefined;
  if (!isObject(checks)) return undefined;
  const failed: string[] = [];
  for (const name of ["r_actions", "r_outputs"]) {
    const value = asNumber(checks[name]);
    if (value !== undefined && value < 1) failed.push(`${name} ${value}`);
  }
  return failed.length === 0 ? undefined : failed.join(", ");
}

function referenceOf(task: JsonObject): JsonObject | undefined {
  const { actions, outputs } = task;
  if (actions === undefined && outputs === undefined) return undefined;
  return { ...(actions === undefined ? {} : { actions }), ...(outputs === undefined ? {} : { outputs }) };
}

const fields = new Set(["task_id", "reward", "info", "traj"]);
const infoFields = new Set(["task", "reward_info"]);
const taskFields = new Set(["actions", "outputs", "instruction"]);

function extraOf(value: JsonObject, info: JsonObject, task: JsonObject): JsonObject | undefined {
  const others = { ...fieldsBesides(value, fields), ...fieldsBesides(info, infoFields), ...fieldsBesides(task, taskFields) };
  return Object.keys(others).length === 0 ? undefined : others;
}
