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
  const asked = askedIn(root);
  const heard = calls.filter((run) => run !== root).flatMap((run) => candidateOf(run) ?? []);
  // Model calls for something else (a title, a summary) do not show what the root was asked.
  const fitting = heard.filter(({ read }) => asked === "" || textsOf(read).some((text) => text.includes(asked)));
  const whole = candidateOf(root);
  const all = [...(whole === undefined ? [] : [whole]), ...(fitting.length > 0 ? fitting : heard)];
  const sizes = all.map(({ read }) => read.steps.length);
  const best = all[sizes.lastIndexOf(Math.max(...sizes))];
  // The root comes first when it shows as much.
  const chosen = whole !== undefined && best !== undefined && whole.read.steps.length === best.read.steps.length ? whole : best;
  if (chosen === undefined) return undefined;
  const held = textsOf(chosen.read).join("\n");
  const unheard = heard.filter(({ read }) => read.finalAnswer !== undefined && !held.includes(read.finalAnswer)).length;
  if (unheard > 0) chosen.read.losses.add(`answers of ${unheard} model calls that are no part of the conversation`);
  // A graph's state is without the prompt that its model calls begin with.
  const prompt = systemIn(fitting.find(({ read }) => systemIn(read).length > 0)?.read);
  if (systemIn(chosen.read).length === 0) chosen.read.steps.unshift(...prompt);
  const about = calls.findLast((run) => toolsOf(run) !== undefined) ?? calls.at(-1);
  const model = about === undefined ? undefined : modelOf(about);
  return { read: withTools(chosen.read, about), ...(model === undefined ? {} : { model }) };
}

function systemIn(read: MessagesRead | undefined): Step[] {
  const steps = read?.steps ?? [];
  const end = steps.findIndex((step) => step.kind !== "system");
  return steps.slice(0, end < 0 ? steps.length : end);
}

function candidateOf(run: JsonObject): TraceConversation | undefined {
  const input = findMessages(run["inputs"], "input");
  const output = findMessages(run["outputs"], "output");
  const messages = joined(input, output);
  const read = readMessages(messages, { system: input?.system, tools: toolsOf(run) ?? input?.tools });
  return read === undefined ? undefined : { read };
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

/** What the root was asked, where it says it in a text. */
function askedIn(root: JsonObject): string {
  const found = findMessages(root["inputs"], "input");
  const read = found === undefined ? undefined : readMessages(found.messages);
  const user = read?.steps.findLast((step) => step.kind === "user");
  return user?.kind === "user" ? user.text : "";
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

function withTools(read: MessagesRead, run: JsonObject | undefined): MessagesRead {
  if (read.tools.length > 0 || run === undefined) return read;
  const other = candidateOf(run);
  return other === undefined ? read : { ...read, tools: other.read.tools };
}

function modelOf(run: JsonObject): string | undefined {
  const extra = isObject(run["extra"]) ? run["extra"] : {};
  const { metadata, invocation_params: params } = extra;
  const named = isObject(metadata) ? asString(metadata["ls_model_name"]) : undefined;
  return named ?? (isObject(params) ? (asString(params["model"]) ?? asString(params["model_name"])) : undefined);
}
