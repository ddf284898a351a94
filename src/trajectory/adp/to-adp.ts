import { AgentherError } from "../../base/errors.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import type { AgentStep, Call, Step, Trajectory } from "../trajectory.ts";
import { callsOf, reasoningOf, textOf } from "../views.ts";
import { AdpDocument, type AdpItem } from "./document.ts";

/** A document and what of the trajectory it cannot hold. */
export interface AdpWriting {
  document: AdpDocument;
  losses: Set<string>;
}

/**
 * Writes a trajectory in the standard form of the Agent Data Protocol. Tools that are no code keep their names, a turn with several calls is
 * actions in a row, and the last message is put in the tags that end a run there. What the form has no field for (task, outcome, agent,
 * provenance, the user's own extra) stands in `details`.
 *
 * @throws AgentherError `invalid_adp` when the document breaks the form's rules, which is a bug
 */
export function toAdp(trajectory: Trajectory): AdpWriting {
  const losses = new Set<string>();
  const items = [...goalItems(trajectory, losses), ...trajectory.steps.flatMap((step) => itemsOf(step, losses))];
  const document = {
    schema_version: "1.2.0",
    id: trajectory.id,
    content: withFinish(linked(items, losses)),
    ...(trajectory.tools.length === 0 ? {} : { available_custom_tools: trajectory.tools.map(({ name }) => name) }),
    details: detailsOf(trajectory, losses),
  };
  for (const [index, step] of trajectory.steps.entries()) {
    if (step.kind === "agent" && trajectory.steps[index + 1]?.kind === "agent" && !hasResults(step)) {
      losses.add("where one turn ended and the next began, of turns with nothing between them");
    }
  }
  const checked = AdpDocument.safeParse(document);
  if (checked.success) return { document: checked.data, losses };
  throw new AgentherError(
    "invalid_adp",
    `${trajectory.id} cannot be written as ADP: ${checked.error.issues[0]?.message}. Please report it.`,
  );
}

/** A goal that nobody said in the run is said first, or nobody would know what the run is about. */
function goalItems({ task, steps }: Trajectory, losses: Set<string>): AdpItem[] {
  if (steps.some((step) => step.kind === "user")) return [];
  losses.add("that no user turn says the goal (one is put first)");
  return [{ class_: "text_observation", content: task.goal, source: "user" }];
}

function itemsOf(step: Step, losses: Set<string>): AdpItem[] {
  if (step.at !== undefined) losses.add("times of steps");
  if (step.extra !== undefined) losses.add("extra fields of steps");
  switch (step.kind) {
    case "system":
      return [{ class_: "text_observation", content: step.text, name: "system", source: "environment" }];
    case "environment":
      return [{ class_: "text_observation", content: step.text, source: "environment" }];
    case "user":
      if (step.calls !== undefined && step.calls.length > 0) losses.add("calls of the user's side");
      if (step.by !== "human") losses.add("that a user turn is simulated or injected");
      return [{ class_: "text_observation", content: step.text, source: "user" }];
    default:
      return agentItems(step, losses);
  }
}

function agentItems(step: AgentStep, losses: Set<string>): AdpItem[] {
  if (step.malformed === true) losses.add("that a turn is malformed");
  if (step.model !== undefined) losses.add("models of single turns");
  if (
    step.blocks.findIndex(({ kind }) => kind === "call") < step.blocks.findLastIndex(({ kind }) => kind !== "call") &&
    callsOf(step).length > 0
  ) {
    losses.add("the order of words and calls within a turn");
  }
  const text = textOf(step);
  const reasoning = reasoningOf(step);
  const said = {
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(step.reward === undefined ? {} : { reward: step.reward }),
  };
  const calls = callsOf(step);
  if (calls.length === 0) return [{ class_: "message_action", content: text, ...said }];
  const words = text === "" ? said : { description: text, ...said };
  const actions = calls.map((call, index): AdpItem => actionOf(call, index === 0 ? words : {}, losses));
  return [...actions, ...calls.flatMap((call) => resultOf(call, losses))];
}

function actionOf(call: Call, words: object, losses: Set<string>): AdpItem {
  if (call.rawArguments !== undefined || call.argumentsError !== undefined) losses.add("arguments that are no JSON object (written as {})");
  const id = hasResult(call) ? { tool_call_id: call.id } : {};
  return { class_: "api_action", function: call.name, kwargs: call.arguments, ...words, ...id };
}

function resultOf(call: Call, losses: Set<string>): AdpItem[] {
  if (!hasResult(call)) return [];
  if (call.result.status === "error") losses.add("that the result of a call is an error");
  return [{ class_: "text_observation", content: call.result.text, name: call.name, source: "environment", tool_call_id: call.id }];
}

function hasResult({ result }: Call): boolean {
  return result.status !== "missing";
}

function hasResults(step: AgentStep): boolean {
  return callsOf(step).some(hasResult);
}

/** An action right before an observation must be linked, also where its call has no result: then to an empty one. */
function linked(items: readonly AdpItem[], losses: Set<string>): AdpItem[] {
  const content: AdpItem[] = [];
  items.forEach((item, index) => {
    const next = items[index + 1];
    if (item.class_ !== "api_action" || item.tool_call_id !== undefined || next?.class_ !== "text_observation") {
      content.push(item);
      return;
    }
    losses.add("that a call has no result (an empty one is put in)");
    const id = `unanswered_${index + 1}`;
    content.push({ ...item, tool_call_id: id });
    content.push({ class_: "text_observation", content: "", name: item.function, source: "environment", tool_call_id: id });
  });
  return content;
}

/** The last message of a run stands in these tags. */
function withFinish(content: AdpItem[]): AdpItem[] {
  const last = content.at(-1);
  if (last?.class_ !== "message_action" || last.content === "") return content;
  return [...content.slice(0, -1), { ...last, content: `<finish> ${last.content} </finish>` }];
}

function detailsOf({ task, tools, agent, outcome, provenance, extra }: Trajectory, losses: Set<string>): JsonObject {
  const { status, reward } = outcome;
  const about: Json = JSON.parse(JSON.stringify({ task, agent, outcome, provenance, ...(extra === undefined ? {} : { extra }) }));
  if (provenance.format === "adp" && extra?.["details"] !== undefined)
    losses.add("the place of the record's own details (below details.agenther)");
  if (tools.length > 0) losses.add("the place of tool definitions (in details.tools; the form has them in a data set's metadata.json)");
  const definitions: Json = JSON.parse(JSON.stringify(tools.map((tool) => ({ type: "function", function: tool }))));
  return {
    ...(tools.length === 0 ? {} : { tools: definitions }),
    // Beside no verdict a reward has a scale that nobody knows; it stands below with the rest of the outcome.
    ...(status === "unknown" ? {} : { success: status === "success", ...(reward === undefined ? {} : { reward }) }),
    ...(agent.model === undefined ? {} : { model: agent.model }),
    agenther: about,
  };
}
