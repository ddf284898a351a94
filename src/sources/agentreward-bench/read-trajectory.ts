import { RecordError } from "../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { placedCalls } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { textOfContent } from "../shared/read-content.ts";
import type { SourceTrajectory } from "../source.ts";
import { actionTools, answerIn } from "./action-space.ts";
import { readSteps } from "./read-steps.ts";

/**
 * One cleaned trajectory.
 *
 * @throws RecordError `not_agentreward_bench`, `missing_goal`, `empty_trajectory`, and those of `readSteps`
 */
export function readTrajectory(value: Json): SourceTrajectory {
  if (!isObject(value) || !Array.isArray(value["steps"])) {
    throw new RecordError("not_agentreward_bench", "Expected a trajectory with `goal` and `steps` (an object), got something else.");
  }
  const { steps, losses, synthesized } = readSteps(value["steps"]);
  const goal = textOfContent(value["goal"], losses).trim();
  if (goal === "") throw new RecordError("missing_goal", "The trajectory does not say what the agent was asked: `goal` holds no text.");
  if (!steps.some((step) => step.kind === "agent"))
    throw new RecordError("empty_trajectory", "The trajectory holds no action of the agent.");
  synthesized.add("the user's turn (the goal, which the record keeps beside the steps)");
  const calls = placedCalls({ steps }).map(({ call }) => call);
  const tools = actionTools(new Set(calls.map(({ name }) => name)));
  if (tools.length > 0) synthesized.add("tool definitions (BrowserGym's actions, as far as they were used)");
  const answer = answerIn(calls);
  const benchmark = asString(value["benchmark"]) ?? "agentreward-bench";
  const taskId = taskIdOf(value);
  const extra = fieldsBesides(value, fields);
  return {
    task: {
      goal,
      goalFrom: "user_step",
      benchmark,
      ...(taskId === undefined ? {} : { taskId }),
      groupId: groupIdOf(benchmark, taskId ?? goal),
      ...(answer === undefined ? {} : { finish: { name: "send_msg_to_user", answerArgument: "text" } }),
    },
    agent: agentOf(value),
    tools,
    steps: [{ kind: "user", text: goal, by: "human" }, ...steps],
    outcome: { ...outcomeOf(value["summary_info"]), ...(answer === undefined ? {} : { finalAnswer: answer }) },
    provenance: { ...(taskId === undefined ? {} : { recordId: taskId }), losses: [...losses], synthesized: [...synthesized] },
    ...(extra === undefined ? {} : { extra }),
  };
}

const fields = new Set(["goal", "steps", "benchmark", "agent", "model", "model_name", "task_id", "task_name"]);

function taskIdOf(value: JsonObject): string | undefined {
  const id = [value["task_id"], value["task_name"]].find((entry) => typeof entry === "string" || typeof entry === "number");
  return id === undefined ? undefined : String(id);
}

function agentOf(value: JsonObject): SourceTrajectory["agent"] {
  const name = asString(value["agent"]);
  const model = asString(value["model"]) ?? asString(value["model_name"]);
  return { ...(name === undefined ? {} : { name }), ...(model === undefined ? {} : { model }) };
}

function outcomeOf(summary: Json | undefined): Outcome {
  const info = isObject(summary) ? summary : {};
  const reward = asNumber(info["cum_reward"]);
  const error = asString(info["err_msg"])?.trim() ?? "";
  const ending = endingOf(info, error);
  if (reward === undefined) return { status: "unknown", by: "none", rule: "no summary_info.cum_reward", ...ending };
  const rule = `summary_info.cum_reward is ${reward} (success is above 0.5)`;
  if (reward > 0.5) return { status: "success", by: "benchmark", rule, reward, ...ending };
  if (error !== "") return { status: "unknown", by: "none", rule: `${rule}, and the run broke off with an error`, reward, ...ending };
  return { status: "failure", by: "benchmark", rule, reward, ...ending };
}

function endingOf(info: JsonObject, error: string): Pick<Outcome, "termination"> {
  if (error !== "") return { termination: `error: ${error.slice(0, 500)}` };
  if (info["truncated"] === true) return { termination: "truncated" };
  return info["terminated"] === true ? { termination: "terminated" } : {};
}
