import { RecordError } from "../base/errors.ts";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { readSimulation } from "./tau2/read-simulation.ts";
import { contextOf, contextIn, type RunContext } from "./tau2/run-context.ts";
import type { Source, SourceTrajectory } from "./source.ts";

const companions = {
  /** Of a simulation that lies in a folder of its own kind: tasks, policy and settings. */
  results: "../results.json",
  /** A folder and so never read: where it stands beside `results.json`, the simulations are in there. */
  simulations: "simulations",
};

/** Results of tau2-bench: dialogues of an agent with a simulated user who follows a hidden brief and has tools too. */
export const tau2: Source = {
  name: "tau2",
  title: "tau2-bench results",
  outcomeRule:
    "success when `reward_info.reward` is 1, failure when it is less (the product of the checks that count for the task); unknown without one, and where the harness itself broke (infrastructure_error, unexpected_error)",
  // The tasks come before the simulations. In a file that was written in another order they are joined in memory.
  framing: ({ values }) => (values.some((value) => isObject(value) && isInOrder(value)) ? { list: "simulations" } : "values"),
  companions,
  aside({ values, beside = [] }) {
    const [first] = values;
    if (!isObject(first) || !hasTasks(first) || !isObject(first["info"])) return undefined;
    if (beside.includes(companions.simulations)) return "the tasks and settings of tau2-bench simulations, read along with them";
    return "tau2-bench tasks without simulations";
  },
  detect({ values, beside = [], complete }) {
    if (values.some(isSimulation)) {
      return { confidence: 0.95, why: "simulations with task_id, messages, reward_info and termination_reason" };
    }
    const results = values.find((value) => isObject(value) && hasTasks(value));
    if (!isObject(results)) return undefined;
    const { simulations } = results;
    if (Array.isArray(simulations) && simulations.length > 0)
      return { confidence: 0.97, why: "info, tasks with user_scenario, simulations" };
    // The head of a file can end before the simulations.
    if (complete || beside.includes(companions.simulations)) return undefined;
    return { confidence: 0.9, why: "tasks with user_scenario, before simulations" };
  },
  *parse(record) {
    const value = record.json();
    if (!isObject(value) || !Array.isArray(value["simulations"])) {
      yield readSimulation(value, contextIn(record.companions ?? {}));
      return;
    }
    yield* readAll(value["simulations"], contextOf(value));
  },
};

/** The simulations of one record. One that cannot be read is told as a loss of the first that can, and costs the others nothing. */
function readAll(simulations: readonly Json[], context: RunContext): SourceTrajectory[] {
  const losses: string[] = [];
  let refused: RecordError | undefined;
  const read = simulations.flatMap((simulation, index): SourceTrajectory[] => {
    try {
      return [readSimulation(simulation, context)];
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      refused ??= error;
      losses.push(`simulation ${index + 1}: ${error.message}`);
      return [];
    }
  });
  if (read.length === 0 && refused !== undefined) throw refused;
  read[0]?.provenance.losses.push(...losses);
  return read;
}

function isSimulation(value: Json): boolean {
  if (!isObject(value) || !("task_id" in value) || "traj" in value) return false;
  return "termination_reason" in value && ("reward_info" in value || Array.isArray(value["messages"]) || Array.isArray(value["ticks"]));
}

function hasTasks({ tasks }: JsonObject): boolean {
  const first: Json | undefined = Array.isArray(tasks) ? tasks[0] : undefined;
  return isObject(first) && ("user_scenario" in first || "evaluation_criteria" in first);
}

function isInOrder(value: JsonObject): boolean {
  const keys = Object.keys(value);
  const at = keys.indexOf("simulations");
  return hasTasks(value) && (at < 0 || (keys.indexOf("tasks") < at && keys.indexOf("info") < at));
}
