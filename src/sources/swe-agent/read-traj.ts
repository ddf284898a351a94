import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { onlyInstanceIn, reportsIn, verdictIn } from "../shared/swe-bench-report.ts";
import type { SourceRecord, SourceTrajectory } from "../source.ts";
import { makeRun } from "./make-run.ts";
import { agentSteps, readTurns } from "./read-turns.ts";

/**
 * The runs of a `.traj` file: one, or every attempt of a retry agent, of which the best was handed in and the others nobody tested.
 *
 * @throws RecordError `missing_steps`, and those of `makeRun` and `readTurns`
 */
export function readTraj(document: JsonObject, record: SourceRecord): SourceTrajectory[] {
  const reports = reportsIn(record.companions);
  const instance = instanceOf(document) ?? onlyInstanceIn(record.companions?.["report"]);
  // A report names instances; a file that says none is named after its own.
  const named = instance ?? record.file.slice(record.file.lastIndexOf("/") + 1).replace(/\.traj(?:\.json)?$/, "");
  const verdict = verdictIn(reports, named);
  const context: Context = { instance, verdict: verdict?.outcome, tests: verdict?.tests };
  const attempts = Array.isArray(document["attempts"]) ? document["attempts"].filter(isObject) : [];
  if (attempts.length === 0) return [readAttempt(document, context)];
  const info = isObject(document["info"]) ? document["info"] : {};
  return attempts.map((attempt, index) => {
    const best = info["best_attempt_idx"] === index;
    const run = readAttempt(attempt, best ? context : { instance, verdict: notHandedIn, tests: undefined });
    return { ...run, provenance: { ...run.provenance, part: `attempt ${index + 1}` } };
  });
}

const notHandedIn: Outcome = {
  status: "unknown",
  by: "none",
  rule: "this attempt was not the one that was handed in, so nobody tested it",
};

interface Context {
  instance: string | undefined;
  verdict: Outcome | undefined;
  tests: JsonObject | undefined;
}

function instanceOf(document: JsonObject): string | undefined {
  const config = parsedConfig(document["replay_config"]);
  const problem = isObject(config["problem_statement"]) ? config["problem_statement"] : {};
  const id = asString(problem["id"]) ?? asString(document["instance_id"]);
  return id === "" ? undefined : id;
}

/** Newer versions keep the configuration as the text of a JSON object. */
function parsedConfig(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== "string") return {};
  try {
    const parsed: Json = JSON.parse(value);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function readAttempt(attempt: JsonObject, { instance, verdict, tests }: Context): SourceTrajectory {
  const trajectory = Array.isArray(attempt["trajectory"]) ? attempt["trajectory"].filter(isObject) : [];
  const history = wholeHistory(attempt["history"], trajectory);
  if (history.length === 0) throw new RecordError("missing_steps", "The SWE-agent run has neither `history` nor `trajectory`.");
  const builder = readTurns(history);
  addFromTrajectory(agentSteps(builder), trajectory, builder.losses);
  const info = isObject(attempt["info"]) ? attempt["info"] : {};
  const config = parsedConfig(attempt["replay_config"]);
  if (Object.keys(config).length > 0) builder.losses.add("the configuration of the run (replay_config)");
  if (Object.keys(info).some((key) => key.startsWith("edited_files"))) builder.losses.add("the surroundings of the edits (edited_files)");
  const about = fieldsBesides(info, new Set(["exit_status", "submission", "edited_files30", "edited_files50", "edited_files70"]));
  const others = fieldsBesides(attempt, new Set(["trajectory", "history", "info", "replay_config", "attempts", "instance_id"]));
  return makeRun(builder, {
    instance,
    verdict,
    reference: tests === undefined ? undefined : { tests },
    exitStatus: info["exit_status"],
    submission: info["submission"],
    model: modelOf(config),
    extra: { ...others, ...(about === undefined ? {} : { info: about }) },
  });
}

function modelOf(config: JsonObject): string | undefined {
  const agent = isObject(config["agent"]) ? config["agent"] : {};
  const model = isObject(agent["model"]) ? asString(agent["model"]["name"]) : undefined;
  // How recordings are played back.
  return model === "replay" || model === "human" ? undefined : model;
}

/**
 * The history, and the steps that are in none: the last ones, where the run was stopped, or all of them, where no history is kept. Then the
 * prompt is that of the first step.
 */
function wholeHistory(written: Json | undefined, trajectory: readonly JsonObject[]): Json[] {
  const history = Array.isArray(written) ? written : [];
  const turns = history.filter((message) => isObject(message) && message["role"] === "assistant" && message["is_demo"] !== true);
  const asked = trajectory[0]?.["query"] ?? trajectory[0]?.["messages"];
  const start = history.length === 0 && Array.isArray(asked) ? asked : history;
  const same = turns.every((turn, index) => isObject(turn) && (turn["action"] ?? "") === (trajectory[index]?.["action"] ?? ""));
  if (!same) return start;
  const missing = trajectory.slice(turns.length).flatMap((step): Json[] => [
    { ...step, role: "assistant", content: step["response"] ?? "" },
    { role: "user", content: step["observation"] ?? "" },
  ]);
  return [...start, ...missing];
}

/** The last observation is not in the history; times and states are in no history. They are taken from the step of the same number. */
function addFromTrajectory(steps: ReturnType<typeof agentSteps>, trajectory: readonly JsonObject[], losses: Set<string>): void {
  if (trajectory.some((step) => Array.isArray(step["query"]) || Array.isArray(step["messages"]))) {
    losses.add("the prompt of every step (query)");
  }
  if (steps.length !== trajectory.length) {
    if (trajectory.length > 0) losses.add("times and states of the steps (there are more or fewer of them than turns)");
    return;
  }
  for (const [index, step] of steps.entries()) {
    const written = trajectory[index] ?? {};
    const observation = asString(written["observation"]);
    const open = callsOf(step).filter(({ result }) => result.status === "missing");
    const [call] = open;
    if (call !== undefined && open.length === 1 && observation !== undefined) call.result = { status: "ok", text: observation };
    const about = fieldsBesides(written, stepFields);
    if (about !== undefined) step.extra = { ...step.extra, ...about };
  }
}

const stepFields = new Set(["action", "observation", "response", "thought", "query", "messages", "extra_info"]);
