import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { groupIdOf } from "../../trajectory/identity.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { SourceTrajectory } from "../source.ts";
import { readHistory } from "./read-history.ts";
import { terminal } from "./terminal.ts";

/**
 * One log as a trajectory. The annotated mistake stands in `extra.whoAndWhen` as `{mistakeStep, mistakeAgent}`: `mistakeStep` is the 1-based
 * position of the step that holds the annotated message, which the record counts from 0 in its own history. The annotators' reason is
 * `outcome.reason`.
 *
 * @throws RecordError `not_who_and_when`, `missing_goal`, `missing_steps`, `empty_trajectory`, and those of `readHistory`
 */
export function readLog(value: Json): SourceTrajectory {
  if (!isObject(value)) throw new RecordError("not_who_and_when", "Expected a Who&When log (an object), got something else.");
  const question = asString(value["question"]);
  if (question === undefined || question.trim() === "") {
    throw new RecordError("missing_goal", "A Who&When log needs the task in `question`; found none.");
  }
  const history = value["history"];
  if (!Array.isArray(history) || history.length === 0) {
    throw new RecordError("missing_steps", "A Who&When log needs the agents' messages in `history`; found none.");
  }
  const { steps, positions, losses, synthesized, finalAnswer, termination } = readHistory(history, question);
  if (!steps.some((step) => step.kind === "agent")) throw new RecordError("empty_trajectory", "The Who&When log has no turn of an agent.");
  const calls = synthesized.has("call ids");
  if (calls) synthesized.add(`tool definition of ${terminal.name}`);
  const id = idText(value["question_ID"]);
  const reference = value["ground_truth"] ?? value["groundtruth"];
  const mistake = mistakeOf(value, positions);
  if (mistake === undefined && value["mistake_step"] !== undefined)
    losses.add("which turn `mistake_step` means (it names none of `history`)");
  const extra = { ...fieldsBesides(value, mistake === undefined ? fields : fieldsWithMistake), ...mistake };
  return {
    task: {
      goal: question,
      goalFrom: "user_step",
      benchmark: "who-and-when",
      ...(id === undefined ? {} : { taskId: id }),
      groupId: groupIdOf("who-and-when", id ?? question),
      ...(reference === undefined ? {} : { reference }),
    },
    agent: {},
    tools: calls ? [terminal] : [],
    steps,
    outcome: {
      ...outcomeOf(value),
      ...(termination === undefined ? {} : { termination }),
      ...(finalAnswer === undefined ? {} : { finalAnswer }),
    },
    provenance: { ...(id === undefined ? {} : { recordId: id }), losses: [...losses], synthesized: [...synthesized] },
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

const fields = new Set(["question", "question_ID", "history", "ground_truth", "groundtruth", "mistake_reason"]);
const fieldsWithMistake = new Set([...fields, "mistake_agent", "mistake_step"]);

/** The annotated turn, where it is one of the history. The record writes the number as text. */
function mistakeOf(value: JsonObject, positions: readonly number[]): JsonObject | undefined {
  const given = value["mistake_step"];
  const index = typeof given === "string" && /^\s*\d+\s*$/.test(given) ? Number(given) : given;
  const mistakeStep = typeof index === "number" ? positions[index] : undefined;
  if (mistakeStep === undefined) return undefined;
  const mistakeAgent = asString(value["mistake_agent"]);
  return { whoAndWhen: { mistakeStep, ...(mistakeAgent === undefined ? {} : { mistakeAgent }) } };
}

function outcomeOf(value: JsonObject): Outcome {
  const why = asString(value["mistake_reason"])?.trim() ?? "";
  const reason = why === "" ? {} : { reason: why };
  for (const name of ["is_correct", "is_corrected"]) {
    const correct = value[name];
    if (correct === true) return { status: "success", by: "benchmark", rule: `${name} is true` };
    if (correct === false) return { status: "failure", by: "benchmark", rule: `${name} is false`, ...reason };
  }
  const annotated = asString(value["mistake_agent"]) ?? "";
  if (annotated === "" && why === "") return { status: "unknown", by: "none", rule: "neither a verdict nor an annotated mistake" };
  return { status: "failure", by: "human", rule: "people annotated the mistake that decided the failure", ...reason };
}

function idText(id: Json | undefined): string | undefined {
  const text = typeof id === "number" ? String(id) : asString(id);
  return text === "" ? undefined : text;
}
