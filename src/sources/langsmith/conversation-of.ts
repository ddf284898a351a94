import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { findMessages, type FoundMessages } from "../shared/messages/find-messages.ts";
import { readMessages, type MessagesRead } from "../shared/messages/read-messages.ts";
import type { Trace } from "./traces-of.ts";

/** The conversation of a trace. */
export interface TraceConversation {
  read: MessagesRead;
  model?: string;
}

/**
 * The conversation of a trace: what the root took and gave, or the model call that shows most of it. Every model call repeats what was
 * said before it, so they are not put together. What the other calls answered and this conversation does not hold is listed as lost.
 *
 * @returns undefined when neither the root nor a model call holds messages
 * @throws RecordError those of `readMessages`
 */
export function conversationOf({ root, runs }: Trace): TraceConversation | undefined {
  const calls = runs.filter((run) => run["run_type"] === "llm");
  const heard = calls.filter((run) => run !== root).map(candidateOf);
  const asked = askedIn(root);
  // Model calls for something else (a title, a summary) do not show what the root was asked.
  const fitting = asked === "" ? [] : heard.filter(({ messages }) => messages.some((message) => JSON.stringify(message).includes(asked)));
  const longest = longestOf(fitting.length > 0 ? fitting : heard);
  const whole = readCandidate(candidateOf(root));
  const call = longest === undefined ? undefined : readCandidate(longest);
  // The root comes first when it shows as much.
  const chosen = whole !== undefined && whole.steps.length >= (call?.steps.length ?? 0) ? whole : call;
  if (chosen === undefined) return undefined;
  const held = textsOf(chosen).join("\n");
  const unheard = heard.filter(({ answer }) => !held.includes(readMessages(answer)?.finalAnswer ?? "")).length;
  if (unheard > 0) chosen.losses.add(`answers of ${unheard} model calls that are no part of the conversation`);
  // A graph's state is without the prompt that its model calls begin with.
  if (systemIn(chosen).length === 0 && fitting.length > 0) chosen.steps.unshift(...systemIn(call));
  const about = calls.findLast((run) => toolsOf(run) !== undefined) ?? calls.at(-1);
  const model = about === undefined ? undefined : modelOf(about);
  const tools = chosen.tools.length > 0 || call === undefined ? chosen.tools : call.tools;
  return { read: { ...chosen, tools }, ...(model === undefined ? {} : { model }) };
}

/** What a run took and gave, not yet read. */
interface Candidate {
  messages: readonly Json[];
  /** The part of the messages that the run gave. */
  answer: readonly Json[];
  system: Json | undefined;
  tools: Json | undefined;
}

function longestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const length = Math.max(...candidates.map(({ messages }) => messages.length));
  return candidates.findLast(({ messages }) => messages.length === length);
}

function systemIn(read: MessagesRead | undefined): Step[] {
  const steps = read?.steps ?? [];
  const end = steps.findIndex((step) => step.kind !== "system");
  return steps.slice(0, end < 0 ? steps.length : end);
}

function candidateOf(run: JsonObject): Candidate {
  const input = findMessages(run["inputs"], "input");
  const output = findMessages(run["outputs"], "output");
  return {
    messages: joined(input, output),
    answer: output?.messages ?? [],
    system: input?.system,
    tools: toolsOf(run) ?? input?.tools,
  };
}

function readCandidate({ messages, system, tools }: Candidate): MessagesRead | undefined {
  return readMessages(messages, { system, tools });
}

/** An agent's state that comes out holds what went in. */
function joined(input: FoundMessages | undefined, output: FoundMessages | undefined): readonly Json[] {
  const before = input?.messages ?? [];
  const after = output?.messages ?? [];
  const [first] = before;
  const repeats = first !== undefined && after.length > before.length && after.some((message) => contentOf(message) === contentOf(first));
  return repeats ? after : [...before, ...after];
}

function contentOf(message: Json): string {
  if (Array.isArray(message)) return JSON.stringify(message[1] ?? null);
  if (!isObject(message)) return JSON.stringify(message);
  const inner = isObject(message["kwargs"]) ? message["kwargs"] : isObject(message["data"]) ? message["data"] : message;
  return JSON.stringify(inner["content"] ?? inner["parts"] ?? null);
}

/** What the root was asked, as it stands inside JSON; empty where it says it in no text. */
function askedIn(root: JsonObject): string {
  const found = findMessages(root["inputs"], "input");
  const user = (found === undefined ? undefined : readMessages(found.messages))?.steps.findLast((step) => step.kind === "user");
  return user?.kind === "user" ? JSON.stringify(user.text).slice(1, -1) : "";
}

function textsOf(read: MessagesRead): string[] {
  return read.steps.flatMap((step) =>
    step.kind === "agent" ? step.blocks.flatMap((block) => (block.kind === "call" ? [] : [block.text])) : [step.text],
  );
}

function toolsOf(run: JsonObject): Json | undefined {
  const extra = run["extra"];
  const params = isObject(extra) ? extra["invocation_params"] : undefined;
  if (!isObject(params)) return undefined;
  return params["tools"] ?? params["functions"] ?? undefined;
}

function modelOf(run: JsonObject): string | undefined {
  const extra = isObject(run["extra"]) ? run["extra"] : {};
  const { metadata, invocation_params: params } = extra;
  const named = isObject(metadata) ? asString(metadata["ls_model_name"]) : undefined;
  return named ?? (isObject(params) ? (asString(params["model"]) ?? asString(params["model_name"])) : undefined);
}
