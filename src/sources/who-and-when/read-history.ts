import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../trajectory/views.ts";
import { aboutOf } from "../shared/messages/about.ts";
import { StepBuilder } from "../shared/messages/step-builder.ts";
import { textOfContent } from "../shared/read-content.ts";
import { codeOf } from "./code-of.ts";
import { terminal } from "./terminal.ts";

/** A history as steps, and what that took. */
interface ReadHistory {
  steps: Step[];
  /** By the 0-based number of a message, the 1-based position of the step that holds it. */
  positions: number[];
  losses: Set<string>;
  synthesized: Set<string>;
  finalAnswer?: string;
  termination?: string;
}

/** What the agents say to end their talk. */
const END = "TERMINATE";

/**
 * Reads the messages of several agents. Each turn is an agent step with the agent's name in `extra.agent`. What the terminal printed
 * answers the code of the turn before it, which becomes a call; where that turn holds no code it is a step of the environment. The
 * question leads the steps, unless a person's message does.
 *
 * @throws RecordError `bad_message`
 */
export function readHistory(history: readonly Json[], question: string): ReadHistory {
  const builder = new StepBuilder("human");
  const { steps, losses, synthesized } = builder;
  const messages = history.map((message, index) => readMessage(message, index, losses));
  if (!(messages[0]?.by === "person" && messages[0].text.includes(question))) {
    builder.user(question, {});
    synthesized.add("the user's turn (the question, which the record keeps beside the history)");
  }
  const positions: number[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.by === "person") builder.user(message.text, message.about);
    else if (message.by === "agent") addTurn(message, messages[index + 1], builder);
    else if (messages[index - 1]?.by === "agent" && hasOpenCall(steps)) {
      const { text, about } = message;
      builder.result({ id: undefined, name: terminal.name, text, status: statusOf(text), extra: about.extra });
    } else builder.environment(message.text, message.about);
    positions.push(steps.length);
  }
  return { steps, positions, losses, synthesized, ...endOf(steps) };
}

interface Message {
  by: "person" | "agent" | "terminal";
  /** For the agent: said to itself, as the orchestrator's notes are. */
  hidden: boolean;
  text: string;
  about: { at?: string; extra?: JsonObject };
}

const fields = new Set(["content", "name", "role", "timestamp"]);

/** One half of the logs has a name beside the role, the other has the name in it: `Orchestrator (thought)`, `Orchestrator (-> WebSurfer)`. */
function readMessage(message: Json, index: number, losses: Set<string>): Message {
  if (!isObject(message)) {
    throw new RecordError("bad_message", `Expected message ${index} of the history to be an object, got ${JSON.stringify(message)}.`);
  }
  const { at, extra } = aboutOf(message, fields);
  const role = asString(message["role"]) ?? "";
  const named = asString(message["name"]) ?? "";
  const name = named === "" ? role.replace(/\s*\(.*$/s, "") : named;
  const by = /^computer_?terminal$/i.test(name) ? "terminal" : /^(human|user)$/i.test(name) ? "person" : "agent";
  const others = { ...(name === "" ? {} : { agent: name }), ...(role === "" || role === name ? {} : { role }), ...extra };
  return {
    by,
    hidden: named === "" && /\(thought\)\s*$/.test(role),
    text: textOfContent(message["content"], losses),
    about: { ...(at === undefined ? {} : { at }), ...(Object.keys(others).length === 0 ? {} : { extra: others }) },
  };
}

function addTurn({ text, hidden, about }: Message, next: Message | undefined, builder: StepBuilder): void {
  const code = next?.by === "terminal" && exitCode.test(next.text) ? codeOf(text) : undefined;
  if (code === undefined) {
    builder.turn([{ kind: hidden ? "reasoning" : "text", text }], about);
    return;
  }
  builder.losses.add("the fences around code that was run (it is the call's argument)");
  if (code.blocks.length > 1) builder.losses.add("where in a turn each of several code blocks stood (they are one call)");
  builder.turn(
    [
      { kind: "text", text: code.before },
      { kind: "call", id: undefined, name: terminal.name, arguments: { blocks: code.blocks } },
      { kind: "text", text: code.after },
    ],
    about,
  );
}

const exitCode = /^\s*exitcode: (\d+)/;

function statusOf(text: string): "ok" | "error" {
  return exitCode.exec(text)?.[1] === "0" ? "ok" : "error";
}

function hasOpenCall(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  return last?.kind === "agent" && callsOf(last).some(({ result }) => result.status === "missing");
}

/** What was said last before the agents ended their talk. A history that was cut off holds no answer. */
function endOf(steps: readonly Step[]): Pick<ReadHistory, "finalAnswer" | "termination"> {
  const last = steps.at(-1);
  if (last?.kind !== "agent") return {};
  if (!textOf(last).trimEnd().endsWith(END)) return {};
  for (const step of steps.toReversed()) {
    if (step.kind !== "agent") continue;
    const text = textOf(step)
      .trimEnd()
      .replace(/\s*TERMINATE$/, "");
    if (text !== "") return { finalAnswer: text, termination: END };
  }
  return { termination: END };
}
