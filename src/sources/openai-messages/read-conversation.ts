import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import { callsOf, textOf } from "../../trajectory/views.ts";
import { readOpenAiMessages } from "../shared/messages/read-openai.ts";
import { readTools } from "../shared/read-tools.ts";
import type { SourceTrajectory } from "../source.ts";
import type { Conversation } from "./conversations-of.ts";
import { outcomeOf } from "./outcome-of.ts";

/**
 * A conversation as a trajectory. The goal is what the user says first.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`, and those of `readOpenAiMessages`
 */
export function readConversation(conversation: Conversation): SourceTrajectory {
  const { record } = conversation;
  const read = readOpenAiMessages(conversation.messages, { userBy: "human" });
  const goal = read.steps.find((step) => step.kind === "user")?.text;
  if (goal === undefined || goal.trim() === "") {
    throw new RecordError("missing_goal", "The messages do not say what the agent was asked to do: there is no user message with text.");
  }
  const last = read.steps.findLast((step) => step.kind === "agent");
  if (last?.kind !== "agent") throw new RecordError("empty_trajectory", "The messages hold no turn of the assistant.");
  const answer = read.steps.at(-1) === last && callsOf(last).length === 0 ? textOf(last) : "";
  const taskId = named(record, ["task_id", "instance_id"]);
  const recordId = named(record, ["id", "trajectory_id", "traj_id", "uuid"]);
  const model = conversation.model ?? named(record, ["model", "model_name"]);
  const tools = readTools(conversation.tools, read.losses);
  return {
    task: {
      goal,
      goalFrom: "user_step",
      ...(taskId === undefined ? {} : { taskId }),
      groupId: groupIdOf("openai-messages", groupKey(taskId, goal)),
    },
    agent: model === undefined ? {} : { model },
    tools,
    steps: read.steps,
    outcome: {
      ...outcomeOf(record),
      ...(conversation.finishReason === undefined ? {} : { termination: conversation.finishReason }),
      ...(answer === "" ? {} : { finalAnswer: answer }),
    },
    provenance: {
      ...(recordId === undefined ? {} : { recordId }),
      ...(conversation.part === undefined ? {} : { part: conversation.part }),
      losses: [...read.losses],
      synthesized: [...read.synthesized],
    },
    ...(conversation.extra === undefined ? {} : { extra: conversation.extra }),
  };
}

/** Attempts at one task have one id. A bare number is not enough: numbers begin anew in every data set. */
function groupKey(taskId: string | undefined, goal: string): string {
  if (taskId === undefined) return goal;
  return /^\d+$/.test(taskId) ? `${taskId} ${goal}` : taskId;
}

/** The first of these fields that holds a name or a number, in the record or in its metadata. */
function named(record: JsonObject, names: readonly string[]): string | undefined {
  for (const holder of [record, record["metadata"], record["info"]]) {
    if (!isObject(holder)) continue;
    for (const name of names) {
      const value = holder[name];
      if (typeof value === "number") return String(value);
      const text = asString(value);
      if (text !== undefined && text !== "") return text;
    }
  }
  return undefined;
}
