import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome, Step, Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf, placedCalls, textOf } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { StepBuilder } from "../shared/messages/step-builder.ts";
import type { SourceTrajectory } from "../source.ts";
import { messagesOf } from "./messages-of.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readMessage, textOfParts } from "./read-message.ts";
import { resolveAttachments } from "./resolve-attachments.ts";
import { toolsOf } from "./tools-of.ts";

/**
 * One sample as a trajectory. The epochs of a sample are attempts at one task and share their group.
 *
 * @param header the log without its samples; null where it is not known
 * @throws RecordError `not_inspect`, `missing_goal`, `missing_steps`, `empty_trajectory`, and those of `readMessage`
 */
export function readSample(written: Json, header: Json): SourceTrajectory {
  if (!isObject(written) || !("input" in written)) {
    throw new RecordError("not_inspect", "Expected a sample of an Inspect log with `input` and `messages`, got something else.");
  }
  const evaluation = isObject(header) && isObject(header["eval"]) ? header["eval"] : {};
  const builder = new StepBuilder("human");
  const { steps, losses, synthesized } = builder;
  const sample = resolveAttachments(written, losses);
  const goal = goalOf(sample["input"], losses);
  if (goal.trim() === "") throw new RecordError("missing_goal", "The Inspect sample does not say what was asked: `input` holds no text.");
  const messages = messagesOf(sample, losses, synthesized);
  if (messages.length === 0) throw new RecordError("missing_steps", "The Inspect sample has neither messages nor calls of a model.");
  for (const [index, message] of messages.entries()) readMessage(message, index + 1, builder);
  const last = steps.findLast((step) => step.kind === "agent");
  if (last === undefined) throw new RecordError("empty_trajectory", "The Inspect sample has no turn of the assistant.");
  noteUnread(sample, losses);
  const { epoch, uuid } = sample;
  const taskId = idText(sample["id"]);
  const benchmark = asString(evaluation["task"]);
  const finish = submits(steps) ? { finish: { name: "submit", answerArgument: "answer" } } : {};
  const reference = fieldsOf(sample, ["target", "metadata"]);
  const recordId = asString(uuid) ?? taskId;
  return {
    task: {
      goal,
      goalFrom: steps.some((step) => step.kind === "user" && step.text.includes(goal)) ? "user_step" : "task_record",
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(taskId === undefined ? {} : { taskId }),
      groupId: groupIdOf(`inspect ${benchmark ?? ""}`, `${taskId ?? ""} ${goal}`),
      ...finish,
      ...(reference === undefined ? {} : { reference }),
    },
    agent: agentOf(evaluation, sample),
    tools: toolsOf(sample, losses),
    steps,
    outcome: { ...outcomeOf(sample), ...endingOf(sample), ...answerOf(sample, steps) },
    provenance: {
      ...formatVersionOf(header),
      ...(recordId === undefined ? {} : { recordId }),
      ...(typeof epoch === "number" ? { part: `epoch ${epoch}` } : {}),
      losses: [...losses],
      synthesized: [...synthesized],
    },
    ...extraOf(sample),
  };
}

/** The text of the input, or of the last user message of an input that is a conversation. */
function goalOf(input: Json | undefined, losses: Set<string>): string {
  if (typeof input === "string") return input;
  if (!Array.isArray(input)) return "";
  const asked = input.findLast((message) => isObject(message) && message["role"] === "user");
  return isObject(asked) ? textOfParts(asked["content"], losses) : "";
}

function agentOf(evaluation: JsonObject, sample: JsonObject): Trajectory["agent"] {
  const name = asString(evaluation["solver"]);
  const output = isObject(sample["output"]) ? sample["output"] : {};
  const model = asString(evaluation["model"]) ?? asString(output["model"]);
  return { ...(name === undefined ? {} : { name }), ...(model === undefined ? {} : { model }) };
}

function submits(steps: readonly Step[]): boolean {
  return placedCalls({ steps: [...steps] }).some(({ call }) => call.name === "submit" && typeof call.arguments["answer"] === "string");
}

/** How the sample ended, where it was stopped: a limit, an error of the harness, or why the model stopped. */
function endingOf(sample: JsonObject): Pick<Outcome, "termination"> {
  const { limit, error, output } = sample;
  if (isObject(limit)) return { termination: `limit: ${asString(limit["type"]) ?? "unknown"} ${JSON.stringify(limit["limit"] ?? null)}` };
  const message = isObject(error) ? asString(error["message"]) : undefined;
  if (message !== undefined) return { termination: `error: ${message.slice(0, 500)}` };
  const choices = isObject(output) ? output["choices"] : undefined;
  const stop = Array.isArray(choices) && isObject(choices[0]) ? asString(choices[0]["stop_reason"]) : undefined;
  return stop === undefined ? {} : { termination: stop };
}

/** What was submitted, else the text of a last turn without a call, else what the log holds as the completion. */
function answerOf(sample: JsonObject, steps: readonly Step[]): Pick<Outcome, "finalAnswer"> {
  const last = steps.at(-1);
  const submitted = placedCalls({ steps: [...steps] }).findLast(({ call }) => call.name === "submit")?.call.arguments["answer"];
  const completion = isObject(sample["output"]) ? asString(sample["output"]["completion"]) : undefined;
  const said = last?.kind === "agent" && callsOf(last).length === 0 ? textOf(last) : undefined;
  const answer = asString(submitted) ?? said ?? completion ?? "";
  return answer === "" ? {} : { finalAnswer: answer };
}

function formatVersionOf(header: Json): { formatVersion?: string } {
  const version = isObject(header) ? header["version"] : undefined;
  return typeof version === "number" ? { formatVersion: String(version) } : {};
}

function idText(id: Json | undefined): string | undefined {
  return typeof id === "number" ? String(id) : asString(id);
}

const unread: readonly (readonly [string, string])[] = [
  ["events", "the transcript of events besides messages, tools and compactions"],
  ["store", "the store of the sample"],
  ["files", "the files that were put into the sandbox"],
  ["setup", "the setup script of the sandbox"],
];

function noteUnread(sample: JsonObject, losses: Set<string>): void {
  for (const [name, note] of unread) if (holdsSomething(sample[name])) losses.add(note);
}

function holdsSomething(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function fieldsOf(sample: JsonObject, names: readonly string[]): JsonObject | undefined {
  const held = names.flatMap((name): [string, Json][] => {
    const value = sample[name];
    return value !== undefined && holdsSomething(value) ? [[name, value]] : [];
  });
  return held.length === 0 ? undefined : Object.fromEntries(held);
}

const fields = new Set(
  (
    "id epoch input target metadata messages output scores score events store files setup " +
    "attachments events_data message_pool call_pool limit uuid"
  ).split(" "),
);

/** Scores are kept without their explanations, which can quote the target. */
function extraOf(sample: JsonObject): { extra?: JsonObject } {
  const scores = isObject(sample["scores"]) ? Object.entries(sample["scores"]) : [];
  const values = scores.map(([name, score]): [string, Json] => [name, isObject(score) ? (score["value"] ?? null) : score]);
  const others = Object.entries(fieldsBesides(sample, fields) ?? {}).filter(([, value]) => holdsSomething(value));
  const extra = { ...Object.fromEntries(others), ...(values.length === 0 ? {} : { scores: Object.fromEntries(values) }) };
  return Object.keys(extra).length === 0 ? {} : { extra };
}
