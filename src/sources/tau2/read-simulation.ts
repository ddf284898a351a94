import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { SourceTrajectory } from "../source.ts";
import { briefOf } from "./brief-of.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readDialogue } from "./read-dialogue.ts";
import { idOf, type RunContext } from "./run-context.ts";
import { toolsOf } from "./tools-of.ts";

/**
 * One simulation as a trajectory. The goal is the brief of the simulated user, which the agent never saw, or the ticket where there is no
 * user. The policy becomes the system prompt.
 *
 * @throws RecordError `not_tau2`, `harness_error` for a run that broke before a dialogue, `voice_run` for one in sound, `missing_goal`,
 *   `empty_trajectory`, and those of `readDialogue`
 */
export function readSimulation(value: Json, { tasks, info }: RunContext): SourceTrajectory {
  if (!isObject(value) || !("task_id" in value)) throw new RecordError("not_tau2", "Expected a tau2-bench simulation with a task_id.");
  const messages = value["messages"];
  if (!Array.isArray(messages) || messages.length === 0) throw noDialogue(value);
  const taskId = idOf(value["task_id"]);
  const task = tasks.get(taskId) ?? {};
  const { steps, losses, synthesized } = readDialogue(messages);
  const last = steps.findLast((step) => step.kind === "agent");
  if (last?.kind !== "agent") throw new RecordError("empty_trajectory", "The tau2-bench simulation has no turn of the agent.");
  const environment = isObject(info["environment_info"]) ? info["environment_info"] : {};
  const domain = asString(environment["domain_name"]) ?? "";
  const policy = asString(value["policy"]) ?? asString(environment["policy"]) ?? "";
  const withPolicy = policy.trim() === "" || steps[0]?.kind === "system" ? [] : [systemStep(policy)];
  if (withPolicy.length > 0) synthesized.add("the system prompt: the policy of the domain, without what the harness wrote around it");
  const answer = callsOf(last).length === 0 ? textOf(last) : "";
  const recordId = idOf(value["id"]);
  const extra = extraOf(value, task, info, losses);
  return {
    task: {
      ...goalOf(task, steps, taskId),
      benchmark: "tau2-bench",
      taskId,
      groupId: groupIdOf("tau2", `${domain} ${taskId}`),
      ...referenceOf(task, value["reward_info"]),
    },
    agent: agentOf(info),
    tools: toolsOf(environment["tool_defs"], losses),
    steps: [...withPolicy, ...steps],
    outcome: { ...outcomeOf(value), ...(answer === "" ? {} : { finalAnswer: answer }) },
    provenance: { ...(recordId === "" ? {} : { recordId }), losses: [...losses], synthesized: [...synthesized] },
    ...(extra === undefined ? {} : { extra }),
  };
}

function systemStep(text: string): Step {
  return { kind: "system", text };
}

function noDialogue(simulation: JsonObject): RecordError {
  const reason = asString(simulation["termination_reason"]) ?? "no reason is given";
  if (Array.isArray(simulation["ticks"]) && simulation["ticks"].length > 0) {
    return new RecordError("voice_run", "This tau2-bench simulation is a conversation in sound (ticks, no messages), which is not read.");
  }
  return new RecordError("harness_error", `The tau2-bench simulation broke before there was a dialogue (${reason}). Run the task again.`);
}

function goalOf(task: JsonObject, steps: readonly Step[], taskId: string): Pick<Trajectory["task"], "goal" | "goalFrom" | "hidden"> {
  const brief = briefOf(task);
  const ticket = asString(task["ticket"])?.trim() ?? "";
  const alone = !steps.some((step) => step.kind === "user");
  if (ticket !== "" && (alone || brief === "")) return { goal: ticket, goalFrom: "task_record" };
  if (brief !== "") return { goal: brief, goalFrom: "task_record", hidden: true };
  throw new RecordError(
    "missing_goal",
    `The brief of task ${taskId} is not there: it belongs into \`tasks\` beside the simulations, or into ../results.json above their folder.`,
  );
}

/** What the run was checked against, and the checks one by one: evidence of what was reached, where the whole was not. */
function referenceOf(task: JsonObject, rewardInfo: Json | undefined): { reference?: JsonObject } {
  const criteria = task["evaluation_criteria"];
  const reference: JsonObject = {
    ...(isObject(criteria) ? { criteria } : {}),
    ...(isObject(rewardInfo) ? { checks: fieldsBesides(rewardInfo, new Set(["reward"])) ?? {} } : {}),
  };
  return Object.keys(reference).length === 0 ? {} : { reference };
}

function agentOf(info: JsonObject): Trajectory["agent"] {
  const agent = isObject(info["agent_info"]) ? info["agent_info"] : {};
  const name = asString(agent["implementation"]);
  const model = asString(agent["llm"]);
  return { ...(name === undefined ? {} : { name }), ...(model === undefined ? {} : { model }) };
}

const simulationFields = new Set(["id", "task_id", "messages", "ticks", "reward_info", "termination_reason", "policy"]);
const taskFields = new Set(["id", "evaluation_criteria", "ticket"]);
const infoFields = new Set(["environment_info", "agent_info", "user_info"]);

function extraOf(simulation: JsonObject, task: JsonObject, info: JsonObject, losses: Set<string>): JsonObject | undefined {
  const user = isObject(info["user_info"]) ? info["user_info"] : {};
  if (typeof user["global_simulation_guidelines"] === "string") losses.add("the guidelines of the simulated user");
  const run = { ...fieldsBesides(info, infoFields) };
  const userInfo = fieldsBesides(user, new Set(["global_simulation_guidelines"]));
  if (userInfo !== undefined) run["user_info"] = userInfo;
  const agent = isObject(info["agent_info"]) ? fieldsBesides(info["agent_info"], new Set(["implementation", "llm"])) : undefined;
  if (agent !== undefined) run["agent_info"] = agent;
  const about = fieldsBesides(task, taskFields);
  const extra = {
    ...fieldsBesides(simulation, simulationFields),
    ...(about === undefined ? {} : { task: about }),
    ...(Object.keys(run).length === 0 ? {} : { run }),
  };
  return Object.keys(extra).length === 0 ? undefined : extra;
}
