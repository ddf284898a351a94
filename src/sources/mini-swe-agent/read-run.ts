import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome, Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { taskIn } from "../shared/coding-task.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { bashTool } from "../shared/shell-tools.ts";
import { onlyInstanceIn, reportsIn, verdictIn } from "../shared/swe-bench-report.ts";
import type { SourceRecord, SourceTrajectory } from "../source.ts";
import { readTurns } from "./read-turns.ts";

/**
 * A run of mini-swe-agent as a trajectory. The goal is the task in the first user message.
 *
 * @param value an object with `messages`, or the messages alone
 * @throws RecordError `not_mini_swe_agent`, `missing_goal`, `empty_trajectory`, and those of `readTurns`
 */
export function readRun(value: Json, record: SourceRecord): SourceTrajectory {
  const document: JsonObject = isObject(value) ? value : { messages: value };
  const messages = document["messages"];
  if (!Array.isArray(messages)) {
    throw new RecordError("not_mini_swe_agent", "Expected a run of mini-swe-agent: `messages`, or a list of them; found neither.");
  }
  const { builder, submission: lastWord } = readTurns(messages);
  const { steps, losses, synthesized } = builder;
  const prompt = steps.find((step) => step.kind === "user" && step.text.trim() !== "");
  if (prompt?.kind !== "user") {
    throw new RecordError("missing_goal", "The run does not say what the agent was asked to do: there is no user message with text.");
  }
  if (!steps.some((step) => step.kind === "agent")) throw new RecordError("empty_trajectory", "The run has no turn of the agent.");
  const goal = taskIn(prompt.text);
  const info = isObject(document["info"]) ? document["info"] : {};
  const instance = asString(document["instance_id"]) ?? onlyInstanceIn(record.companions?.["report"]);
  const fileName = record.file.slice(record.file.lastIndexOf("/") + 1);
  const verdict = verdictIn(reportsIn(record.companions), instance ?? fileName.replace(/\.traj\.json$|\.json$/, ""));
  const names = new Set(steps.flatMap((step) => (step.kind === "agent" ? callsOf(step).map((call) => call.name) : [])));
  if (names.has("bash")) synthesized.add("tools: bash, the one that mini-swe-agent has");
  if (isObject(info["config"])) losses.add("the configuration of the run (info.config)");
  const version = asString(document["trajectory_format"]);
  const patch = asString(info["submission"]) ?? lastWord ?? "";
  const ended = asString(info["exit_status"]) ?? "";
  const about = fieldsBesides(info, new Set(["config", "submission", "exit_status"]));
  const extra = { ...fieldsBesides(document, documentFields), ...(about === undefined ? {} : { info: about }) };
  return {
    task: {
      goal,
      goalFrom: "user_step",
      ...(instance === undefined ? {} : { benchmark: "swe-bench", taskId: instance }),
      groupId: groupIdOf("mini-swe-agent", instance ?? goal),
      ...finishOf(steps),
      ...(verdict?.tests === undefined ? {} : { reference: { tests: verdict.tests } }),
    },
    agent: { name: "mini-swe-agent", ...agentOf(info) },
    tools: names.has("bash") ? [bashTool] : [],
    steps,
    outcome: {
      ...(verdict?.outcome ?? noVerdict),
      ...(ended === "" ? {} : { termination: ended }),
      ...(patch.trim() === "" ? {} : { finalAnswer: patch }),
    },
    provenance: { ...(version === undefined ? {} : { formatVersion: version }), losses: [...losses], synthesized: [...synthesized] },
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** The command that hands in: its first line of output is a word that the harness waits for. Where a run did not get to it, nothing is said. */
function finishOf(steps: readonly Step[]): Pick<Trajectory["task"], "finish"> {
  const last = steps.findLast((step) => step.kind === "agent");
  const command = last?.kind === "agent" ? asString(callsOf(last).at(-1)?.arguments["command"]) : undefined;
  const word =
    command === undefined ? undefined : /\b(?:COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT)\b/.exec(command)?.[0];
  return word === undefined ? {} : { finish: { name: "bash", otherArguments: { command: `echo ${word}` } } };
}

const documentFields = new Set(["messages", "info", "trajectory_format", "instance_id"]);

const noVerdict: Outcome = {
  status: "unknown",
  by: "none",
  rule: "no report of an evaluation stands beside the run (handing in is no success)",
};

function agentOf(info: JsonObject): { version?: string; model?: string } {
  const config = isObject(info["config"]) ? info["config"] : {};
  const model = isObject(config["model"]) ? asString(config["model"]["model_name"]) : undefined;
  const version = asString(info["mini_version"]);
  return { ...(version === undefined ? {} : { version }), ...(model === undefined ? {} : { model }) };
}
