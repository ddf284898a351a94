import type { Json, JsonObject } from "../../base/json.ts";
import { parsePythonLiteral } from "../../base/python-literal.ts";
import type { Call, ToolDefinition } from "../../trajectory/trajectory.ts";
import type { Piece } from "../shared/messages/step-builder.ts";

/** BrowserGym's actions and the names of their arguments in order. The trajectories use them and do not define them. */
const actions: Readonly<Record<string, readonly string[]>> = {
  click: ["bid", "button", "modifiers"],
  dblclick: ["bid", "button", "modifiers"],
  hover: ["bid"],
  fill: ["bid", "value"],
  press: ["bid", "key_comb"],
  focus: ["bid"],
  clear: ["bid"],
  select_option: ["bid", "options"],
  drag_and_drop: ["from_bid", "to_bid"],
  upload_file: ["bid", "file"],
  scroll: ["delta_x", "delta_y"],
  goto: ["url"],
  go_back: [],
  go_forward: [],
  new_tab: [],
  tab_close: [],
  tab_focus: ["index"],
  noop: ["wait_ms"],
  send_msg_to_user: ["text"],
  report_infeasible: ["reason"],
  mouse_click: ["x", "y", "button"],
  mouse_move: ["x", "y"],
  keyboard_press: ["key"],
  keyboard_type: ["text"],
};

/**
 * The calls of an action, which is Python: one call a line. What is no call is kept as a call `python` with the code, and listed.
 *
 * @returns none for an action of nothing
 */
export function readActions(action: string, losses: Set<string>): Piece[] {
  if (action === "") return [];
  const whole = callOf(action);
  if (whole !== undefined) return [whole];
  const lines = action.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  const calls = lines.flatMap((line) => callOf(line.trim()) ?? []);
  if (calls.length === lines.length && calls.length > 0) return calls;
  losses.add("the form of actions that are no calls of BrowserGym (kept as code)");
  return [{ kind: "call", id: undefined, name: "python", arguments: { code: action } }];
}

function callOf(text: string): Piece | undefined {
  const match = /^(\w+)\(([\s\S]*)\)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const given = argumentsOf(match[1], match[2].trim());
  return given === undefined ? undefined : { kind: "call", id: undefined, name: match[1], arguments: given };
}

/** Arguments in order get the names of the action's own; undefined when they are no literals. */
function argumentsOf(name: string, text: string): JsonObject | undefined {
  const named: JsonObject = {};
  const pieces = text.split(/,\s*(?=[a-z_]+\s*=)/);
  const first = /^[a-z_]+\s*=/.test(text) ? "" : (pieces.shift() ?? "");
  for (const piece of pieces) {
    const [, key = "", value = ""] = /^([a-z_]+)\s*=([\s\S]*)$/.exec(piece) ?? [];
    const parsed = parsePythonLiteral(value.trim());
    // The text of an argument can look like a name with a value.
    if (!parsed.ok || parsed.truncated) return ordered(name, text);
    named[key] = parsed.value;
  }
  const inOrder = ordered(name, first);
  return inOrder === undefined ? ordered(name, text) : { ...inOrder, ...named };
}

function ordered(name: string, text: string): JsonObject | undefined {
  const parsed = parsePythonLiteral(`[${text}]`);
  if (!parsed.ok || parsed.truncated || !Array.isArray(parsed.value)) return undefined;
  const names = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return Object.fromEntries(parsed.value.map((value, index): [string, Json] => [names?.[index] ?? `argument_${index + 1}`, value]));
}

/** Definitions of the actions that were used. */
export function actionTools(used: ReadonlySet<string>): ToolDefinition[] {
  return Object.entries(actions)
    .filter(([name]) => used.has(name))
    .map(([name, names]) => ({
      name,
      parameters: { type: "object", properties: Object.fromEntries(names.map((argument): [string, Json] => [argument, {}])) },
    }));
}

/** What the agent told the user last. */
export function answerIn(calls: readonly Call[]): string | undefined {
  const text = calls.findLast(({ name }) => name === "send_msg_to_user")?.arguments["text"];
  return typeof text === "string" ? text : typeof text === "number" ? String(text) : undefined;
}
