import { RecordError } from "../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { conversationToTrajectory } from "../shared/conversation-to-trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { readOpenAiMessages } from "../shared/messages/read-openai.ts";
import { readTools } from "../shared/read-tools.ts";
import type { SourceTrajectory } from "../source.ts";
import { branchesOf, type Branch } from "./branches-of.ts";

/**
 * One trace: its main branch, or with `all` every branch as a trajectory of its own. The reward is that of the whole trace, so it is the
 * main branch's and nobody else's.
 *
 * @throws RecordError `missing_steps`, those of `branchesOf`, `readOpenAiMessages` and `conversationToTrajectory` for the main branch
 */
export function readTrace(trace: JsonObject, all: boolean): SourceTrajectory[] {
  const branches = branchesOf(trace);
  const main = branches.find((branch) => branch.main);
  if (main === undefined) throw new RecordError("missing_steps", "The trace holds no branch with a message of the model in `nodes`.");
  const outcome = outcomeOf(trace);
  const first = readBranch(trace, main, outcome, branches.length > 1);
  if (!all) {
    if (branches.length > 1) first.provenance.losses.push(`${branches.length - 1} other branches of the trace (--branches reads them)`);
    return [first];
  }
  return branches.flatMap((branch): SourceTrajectory[] => {
    if (branch === main) return [first];
    try {
      return [readBranch(trace, branch, ofAnother(outcome), true)];
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      first.provenance.losses.push(`branch ${branch.number}: ${error.message}`);
      return [];
    }
  });
}

function readBranch(trace: JsonObject, branch: Branch, outcome: Outcome, oneOfSeveral: boolean): SourceTrajectory {
  const { messages, tokens } = branch.path();
  const { steps, losses, synthesized } = readOpenAiMessages(messages, { userBy: "human" });
  const agent = isObject(trace["agent"]) ? trace["agent"] : {};
  const config = isObject(agent["config"]) ? agent["config"] : {};
  const reply = branch.main ? asString(trace["root_reply"]) : undefined;
  const tools = readTools(trace["tools"], losses);
  if (tokens) losses.add("token ids and log probabilities");
  const read = conversationToTrajectory("verifiers", {
    steps,
    tools,
    losses,
    synthesized,
    record: { id: trace["id"] ?? null },
    outcome,
    model: asString(config["model"]),
    ...(reply === undefined || reply.trim() === "" ? {} : { finalAnswer: reply.trim() }),
    ...(oneOfSeveral ? { part: `branch ${branch.number}` } : {}),
    termination: asString(trace["stop_condition"]),
    extra: fieldsBesides(trace, fields),
  });
  const name = asString(agent["name"]);
  const version = trace["version"];
  return {
    ...read,
    task: { ...read.task, ...taskOf(trace["task"], read.task.goal) },
    agent: { ...read.agent, ...(name === undefined ? {} : { name }) },
    provenance: { ...read.provenance, ...(typeof version === "number" ? { formatVersion: String(version) } : {}) },
  };
}

const fields = new Set(
  "version id nodes tools rewards task agent stop_condition root_reply calls timing extra_usage mm_token_type_id_map".split(" "),
);

/** The name and row of the task. The row can hold the answer, so all of it but the prompt is the benchmark's own. */
function taskOf(task: Json | undefined, goal: string): Partial<SourceTrajectory["task"]> & { groupId: string } {
  const holder = isObject(task) ? task : {};
  const benchmark = asString(holder["type"]);
  const data = isObject(holder["data"]) ? holder["data"] : holder;
  const id = [holder["key"], holder["hash"], data["id"], data["idx"], data["name"]].find(
    (value) => typeof value === "string" || typeof value === "number",
  );
  const taskId = id === undefined ? undefined : String(id);
  const reference = fieldsBesides(data, new Set(["prompt", "instruction", "system_prompt", "type", "key", "hash", "data"]));
  return {
    ...(benchmark === undefined ? {} : { benchmark }),
    ...(taskId === undefined ? {} : { taskId }),
    groupId: groupIdOf(`verifiers ${benchmark ?? ""}`, taskId ?? goal),
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Rewards are a score with a weight, or in the first versions a number. One of weight 0 only measures. */
function outcomeOf(trace: JsonObject): Outcome {
  const given = isObject(trace["rewards"]) ? trace["rewards"] : {};
  const rewards = Object.entries(given).flatMap(([name, reward]) => {
    const score = asNumber(isObject(reward) ? reward["score"] : reward);
    const weight = asNumber(isObject(reward) ? reward["weight"] : undefined) ?? 1;
    return score === undefined ? [] : [{ name, score, weight }];
  });
  const errors = Array.isArray(trace["errors"]) ? trace["errors"].filter(isObject) : [];
  const broken = trace["ok"] === false && errors.length > 0;
  const counting = rewards.filter(({ weight }) => weight > 0);
  if (broken || counting.length === 0) {
    const error = errors.at(-1);
    const why =
      error === undefined
        ? ""
        : `: the trace broke off (${asString(error["type"]) ?? "error"}: ${(asString(error["message"]) ?? "").slice(0, 200)})`;
    return { status: "unknown", by: "none", rule: `no reward that counts${why}` };
  }
  const reward = counting.reduce((sum, { score, weight }) => sum + score * weight, 0);
  const rule = `${rewards.map(({ name, score, weight }) => `${name} ${score}${weight === 1 ? "" : ` (weight ${weight})`}`).join(", ")} (success is 1 in each)`;
  if (counting.some(({ score }) => score > 1))
    return { status: "unknown", by: "none", rule: `${rule}; above 1, so its scale is not known`, reward };
  const failed = counting.filter(({ score }) => score < 1);
  if (failed.length === 0) return { status: "success", by: "verifier", rule, reward };
  return { status: "failure", by: "verifier", rule, reward, reason: failed.map(({ name, score }) => `${name} ${score}`).join(", ") };
}

function ofAnother({ rule }: Outcome): Outcome {
  return { status: "unknown", by: "none", rule: `the reward is that of the whole trace, not of this branch: ${rule}` };
}
