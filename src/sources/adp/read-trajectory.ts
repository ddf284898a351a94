import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome, ToolDefinition } from "../../trajectory/trajectory.ts";
import { placedCalls, textOf } from "../../trajectory/views.ts";
import { conversationToTrajectory } from "../shared/conversation-to-trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { withoutAgreement } from "../shared/instruction-turn.ts";
import { outcomeByFields } from "../shared/outcome-by-fields.ts";
import { readTools } from "../shared/read-tools.ts";
import type { SourceTrajectory } from "../source.ts";
import { codeTools } from "./code-tools.ts";
import { ItemReader } from "./item-reader.ts";

/**
 * A trajectory of the Agent Data Protocol. The goal is what the user says first.
 *
 * @throws RecordError `not_adp`, those of `ItemReader` and `conversationToTrajectory`
 */
export function readTrajectory(value: Json): SourceTrajectory {
  if (!isObject(value) || !Array.isArray(value["content"])) {
    throw new RecordError("not_adp", "Expected a trajectory of the Agent Data Protocol with a list `content`, got something else.");
  }
  const { content, details } = value;
  const reader = new ItemReader(content);
  for (const [index, item] of content.entries()) reader.read(item, index + 1);
  reader.end();
  const { losses, synthesized, rewards } = reader;
  const steps = withoutAgreement(reader.steps, losses, synthesized);
  const extra = { ...fieldsBesides(value, fields), ...(isObject(details) && Object.keys(details).length > 0 ? { details } : {}) };
  const answer = reader.finished ? lastWords(steps) : undefined;
  const read = conversationToTrajectory("adp", {
    steps,
    tools: toolsOf(value, steps, losses, synthesized),
    losses,
    synthesized,
    record: { ...value, metadata: isObject(details) ? details : null },
    outcome: outcomeOf(value, rewards),
    ...(answer === undefined ? {} : { finalAnswer: answer }),
    termination: terminationOf(details, reader.finished),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  });
  const version = asString(value["schema_version"]);
  return { ...read, provenance: { ...read.provenance, ...(version === undefined ? {} : { formatVersion: version }) } };
}

const fields = new Set([
  "schema_version",
  "id",
  "content",
  "details",
  "available_custom_tools",
  "available_apis",
  "available_code_languages",
]);

function outcomeOf(value: JsonObject, rewards: readonly number[]): Outcome {
  const details = isObject(value["details"]) ? value["details"] : {};
  // A data set's own word for what its tests said (SWE-bench's resolved).
  const target = typeof details["target"] === "boolean" ? { resolved: details["target"] } : {};
  const byFields = outcomeByFields({ ...details, ...target, metadata: value });
  if (byFields.status !== "unknown" || byFields.reward !== undefined) return byFields;
  const reward = rewards.at(-1);
  if (reward === undefined) return { status: "unknown", by: "none", rule: "neither a verdict in `details` nor a reward" };
  const rule = `the last reward of ${rewards.length} is ${reward} (success is 1)`;
  if (reward > 1) return { status: "unknown", by: "none", rule: `${rule}; above 1, so its scale is not known`, reward };
  return { status: reward === 1 ? "success" : "failure", by: "benchmark", rule, reward };
}

function terminationOf(details: Json | undefined, finished: boolean): string | undefined {
  const status = isObject(details) ? asString(details["exit_status"]) : undefined;
  return status ?? (finished ? "finish" : undefined);
}

/** What the agent says at the end, or where it only ends, thinks. */
function lastWords(steps: SourceTrajectory["steps"]): string | undefined {
  const last = steps.findLast((step) => step.kind === "agent");
  const text = last?.kind === "agent" ? textOf(last) : "";
  return text === "" ? undefined : text;
}

/** Tools of the record, and those that stand for code where it runs any. */
function toolsOf(value: JsonObject, steps: SourceTrajectory["steps"], losses: Set<string>, synthesized: Set<string>): ToolDefinition[] {
  const available = value["available_custom_tools"] ?? value["available_apis"];
  const named = Array.isArray(available) ? available.map((tool) => (typeof tool === "string" ? { name: tool } : tool)) : undefined;
  // The form has definitions for a whole data set elsewhere; a conversion by agenther puts them here.
  const defined = isObject(value["details"]) ? value["details"]["tools"] : undefined;
  const tools = readTools(Array.isArray(defined) ? defined : named, losses);
  const known = new Set(tools.map(({ name }) => name));
  const called = new Set(placedCalls({ steps }).map(({ call }) => call.name));
  const made = codeTools.filter(({ name }) => called.has(name) && !known.has(name));
  for (const { name } of made) synthesized.add(`tool definition of ${name}`);
  return [...tools, ...made];
}
