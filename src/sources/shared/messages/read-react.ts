import { asString, isObject, tryParseJson, type JsonObject } from "../../../base/json.ts";
import { parseArguments } from "../parse-arguments.ts";
import { aboutOf } from "./about.ts";
import { readOpenAiMessage } from "./read-openai.ts";
import type { Piece, StepBuilder } from "./step-builder.ts";

/**
 * Reads one chat message whose calls are text: `Action: name` with `Action Input: ...`, `Action: {"name", "arguments"}` or `Action:
 * name[input]`, and results as user messages that begin with `Observation:`. What is no such call stays text.
 *
 * @param number 1-based, for the error
 * @throws RecordError those of `readOpenAiMessage`
 */
export function readReactMessage(message: JsonObject, builder: StepBuilder, number: number): void {
  const content = asString(message["content"]) ?? "";
  if (message["role"] === "assistant") {
    const pieces = piecesOf(content);
    if (pieces !== undefined) {
      builder.losses.add(wording);
      builder.turn(pieces, { model: asString(message["model"]), ...aboutOf(message, fields) });
      return;
    }
  }
  const observation = /^\s*(?:Observation(?: \d+)?|API output):\s?/.exec(content)?.[0];
  if (message["role"] === "user" && observation !== undefined) {
    builder.losses.add(wording);
    builder.result({
      id: undefined,
      name: undefined,
      text: content.slice(observation.length),
      status: "ok",
      extra: aboutOf(message, fields).extra,
    });
    return;
  }
  readOpenAiMessage(message, number, builder);
}

const fields = new Set(["role", "content", "timestamp", "model"]);
const wording = "the wording Thought, Action and Observation around turns and results";

/** The turn's pieces, or undefined when it is none that ReAct would write. */
function piecesOf(content: string): Piece[] | undefined {
  const final = /(^|\n)\s*Final Answer:\s*/.exec(content);
  const action = /(^|\n)\s*Action(?: \d+)?:\s*/.exec(content);
  if (action === null) {
    return final === null
      ? undefined
      : [...thoughtOf(content.slice(0, final.index)), { kind: "text", text: content.slice(final.index + final[0].length).trim() }];
  }
  const written = content.slice(action.index + action[0].length);
  // Some models go on to write the observation, and more turns, themselves.
  const imagined = /\n\s*Observation(?: \d+)?:/.exec(written)?.index ?? written.length;
  const call = callOf(written.slice(0, imagined).trim());
  if (call === undefined) return undefined;
  const rest = written.slice(imagined).trim();
  return [...thoughtOf(content.slice(0, action.index)), call, ...(rest === "" ? [] : [{ kind: "text" as const, text: rest }])];
}

function thoughtOf(text: string): Piece[] {
  const thought = text.replace(/^\s*Thought(?: \d+)?:\s*/, "").trim();
  return thought === "" ? [] : [{ kind: "reasoning", text: thought }];
}

function callOf(written: string): Piece | undefined {
  const withInput = /^([^\n]{1,200}?)\s*\n\s*Action Input(?: \d+)?:\s*([\s\S]*)$/.exec(written);
  if (withInput?.[1] !== undefined && withInput[2] !== undefined) {
    const parsed = tryParseJson(withInput[2]);
    const given = parsed.ok && isObject(parsed.value) ? parsed.value : { input: withInput[2].trim() };
    return { kind: "call", id: undefined, name: withInput[1], arguments: given };
  }
  const parsed = written.startsWith("{") ? tryParseJson(written) : undefined;
  if (parsed?.ok === true && isObject(parsed.value)) {
    const { name, action, arguments: given, action_input: input } = parsed.value;
    const called = asString(name) ?? asString(action);
    if (called === undefined || called === "") return undefined;
    const value = given ?? input;
    return {
      kind: "call",
      id: undefined,
      name: called,
      ...(typeof value === "string" && !value.trimStart().startsWith("{") ? { arguments: { input: value } } : parseArguments(value)),
    };
  }
  const bracketed = /^(\w+)\[([\s\S]*)\]$/.exec(written);
  if (bracketed?.[1] === undefined || bracketed[2] === undefined) return undefined;
  return { kind: "call", id: undefined, name: bracketed[1], arguments: { input: bracketed[2] } };
}
