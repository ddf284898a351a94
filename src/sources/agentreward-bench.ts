import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { readTrajectory } from "./agentreward-bench/read-trajectory.ts";
import type { Source } from "./source.ts";

/** Cleaned trajectories of AgentRewardBench: runs of AgentLab's agents at the web tasks of BrowserGym, one JSON file each. */
export const agentrewardBench: Source = {
  name: "agentreward-bench",
  title: "AgentRewardBench trajectories",
  outcomeRule:
    "success when `summary_info.cum_reward` is above 0.5 (the benchmark's own rule), failure when it is not; unknown without it, and where the run broke off with an error before there was a reward",
  framing: "values",
  detect({ values }) {
    const found = values.find(isTrajectory);
    if (found === undefined) return undefined;
    return { confidence: 0.95, why: "a goal and steps with pages and actions, summary_info" };
  },
  *parse(record) {
    yield readTrajectory(record.json());
  },
};

/** The head of a file can end inside the first page, before `summary_info`. */
function isTrajectory(value: Json): value is JsonObject {
  if (!isObject(value) || !Array.isArray(value["steps"])) return false;
  const [first] = value["steps"];
  if (!isObject(first)) return false;
  const page = ["axtree", "axtree_pruned", "screenshot_path"].some((name) => name in first);
  return page && ("goal" in value || isObject(value["summary_info"])) && !("schema_version" in value);
}
