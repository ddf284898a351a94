import { RecordError } from "../../../base/errors.ts";
import { isObject } from "../../../base/json.ts";
import type { AgentStep, Call, Outcome, Step } from "../../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../../trajectory/views.ts";
import type { SourceTrajectory } from "../../source.ts";
import { conversationToTrajectory } from "../conversation-to-trajectory.ts";
import type { FoundMessages } from "../messages/find-messages.ts";
import { readMessages, type MessagesRead } from "../messages/read-messages.ts";
import { joinTools, turnsOfTools } from "./join-tools.ts";
import { runsOf, wholeRun, type TraceRun } from "./runs-of.ts";
import type { Trace, TraceSpan } from "./span.ts";
import { verdictOf } from "./verdict-of.ts";

/**
 * A trace as trajectories: the run of its agent, and those of its sub-agents, whose `part` is named in the calling step's
 * `extra.subagents`.
 *
 * @param format name of the source
 * @param scoreWord what the format calls a score, for the outcome's rule
 * @throws RecordError `no_content` when no messages were recorded, `no_agent` when nothing in the trace is an agent's; `missing_goal`,
 *   `empty_trajectory`, and those of `readMessages`
 */
export function readTrace(format: string, trace: Trace, scoreWord: string): SourceTrajectory[] {
  const runs = runsOf(trace);
  if (runs.length === 0) return [readWhole(format, trace, scoreWord)];
  const parts = partsOf(runs);
  const losses = new Map(runs.map((run) => [run, new Set(run.read.losses)]));
  const made = new Map<TraceRun, Set<string>>(runs.map((run) => [run, new Set(run.read.synthesized)]));
  const below = Map.groupBy(runs, (run) => run.scope.calledBy ?? "");
  for (const [scope, members] of Map.groupBy(runs, (run) => run.scope)) {
    const [first] = members;
    if (first === undefined) continue;
    const noted = losses.get(first) ?? trace.losses;
    const joined = joinTools(
      members.map(({ read }) => read.steps),
      scope.tools,
      noted,
    );
    linkSubagents(joined.callOf, members, below, parts);
    placeOthers(first, members, joined.others, noted, made.get(first) ?? new Set());
  }
  return runs.flatMap((run) => {
    const lost = losses.get(run) ?? trace.losses;
    const about: About = { losses: lost, synthesized: made.get(run) ?? new Set(), part: parts.get(run), scoreWord };
    try {
      return [finish(format, trace, run, about)];
    } catch (error) {
      if (run.main || !(error instanceof RecordError)) throw error;
      trace.losses.add(`the conversation ${about.part ?? ""} (${error.message})`);
      return [];
    }
  });
}

interface About {
  losses: Set<string>;
  synthesized: Set<string>;
  part: string | undefined;
  scoreWord: string;
}

function finish(format: string, trace: Trace, run: TraceRun, { losses, synthesized, part, scoreWord }: About): SourceTrajectory {
  const { read, holders, calls } = run;
  const asked = [...(run.main ? [trace.asked] : []), ...holders.toReversed().map((holder) => holder.asked())];
  const answered = [...(run.main ? [trace.answered] : []), ...holders.toReversed().map((holder) => holder.answered())];
  const steps = run.main ? read.steps : read.steps.map((step): Step => (step.kind === "user" ? { ...step, by: "simulated" } : step));
  const goal = run.main ? askGoal(steps, asked) : undefined;
  closeWith(steps, answered, synthesized);
  const error = [...holders.toReversed(), calls.at(-1)].map((span) => span?.error ?? "").find((text) => text !== "");
  const outcome = outcomeOf(trace, run, scoreWord);
  if (run.main) for (const loss of trace.losses) losses.add(loss);
  if (trace.spans.length > 1) losses.add("what the spans say besides messages, tools and results (times, tokens, names)");
  const trajectory = conversationToTrajectory(format, {
    steps,
    tools: read.tools,
    losses,
    synthesized,
    record: trace.id === "" ? {} : { id: trace.id },
    outcome,
    model: calls.findLast(({ model }) => model !== undefined)?.model,
    part,
    ...(error === undefined ? {} : { termination: error.slice(0, 500) }),
    extra: trace.extra,
  });
  const name = holders.find(({ agent }) => agent !== undefined)?.agent ?? calls.find(({ agent }) => agent !== undefined)?.agent;
  const named = name === undefined || name === "" ? trajectory.agent : { ...trajectory.agent, name };
  return { ...trajectory, agent: named, task: goal === undefined ? trajectory.task : { ...trajectory.task, goal } };
}

/**
 * What the agent was asked, where its messages begin with other texts in the user's name (a prompt that a framework logs as the user's).
 * Those are marked as injected.
 */
function askGoal(steps: Step[], asked: readonly (FoundMessages | undefined)[]): string | undefined {
  const first = steps.find((step) => step.kind === "user");
  for (const found of asked) {
    const goal = found === undefined ? undefined : firstUser(quietly(() => readMessages(found.messages)));
    if (goal === undefined || goal.trim() === "") continue;
    const at = steps.findIndex((step) => step.kind === "user" && step.text === goal);
    const agentBefore = steps.slice(0, Math.max(at, 0)).some(({ kind }) => kind === "agent");
    if (at < 0 || agentBefore || steps[at] === first) return undefined;
    for (let index = 0; index < at; index += 1) {
      const step = steps[index];
      if (step?.kind === "user") steps[index] = { ...step, by: "injected" };
    }
    return goal;
  }
  return undefined;
}

function firstUser(read: MessagesRead | undefined): string | undefined {
  return read?.steps.find((step) => step.kind === "user")?.text;
}

/**
 * The answer that the spans around give becomes the last turn, where the messages end before there is one. An answer that repeats what was
 * asked is none: chains hand on what they took.
 */
function closeWith(steps: Step[], answered: readonly (FoundMessages | undefined)[], synthesized: Set<string>): void {
  const last = steps.at(-1);
  if (last?.kind === "agent" && callsOf(last).length === 0 && textOf(last) !== "") return;
  for (const found of answered) {
    const answer = found === undefined ? "" : (quietly(() => readMessages(found.messages))?.finalAnswer ?? "");
    if (answer === "" || steps.some((step) => step.kind !== "environment" && saidIn(step).includes(answer))) continue;
    steps.push({ kind: "agent", blocks: [{ kind: "text", text: answer }] });
    synthesized.add("the last turn (the answer that the spans around the conversation give)");
    return;
  }
}

function saidIn(step: Step): string {
  return step.kind === "agent" ? textOf(step) : step.text;
}

/** A score of the trace, or of a span around the whole run, is about the run; one of a span inside it is not. */
function outcomeOf(trace: Trace, { main, holders, calls }: TraceRun, scoreWord: string): Outcome {
  const ids = new Set(holders.map(({ id }) => id));
  const [only, ...others] = calls;
  if (only !== undefined && others.length === 0) ids.add(only.id);
  const about = trace.scores.filter(({ span }) => (span === undefined ? main : ids.has(span)));
  return verdictOf(about, scoreWord);
}

function partsOf(runs: readonly TraceRun[]): Map<TraceRun, string> {
  const parts = new Map<TraceRun, string>();
  const taken = new Set<string>();
  for (const [index, run] of runs.entries()) {
    if (run.main) continue;
    const name = run.holders.find((holder) => holder.kind === "agent")?.agent ?? run.scope.agent?.name ?? "";
    let part = name === "" ? `agent-${index + 1}` : name;
    if (taken.has(part)) part = `${part} ${index + 1}`;
    taken.add(part);
    parts.set(run, part);
  }
  return parts;
}

/** A sub-agent that works below a tool's span was called by that tool's call. */
function linkSubagents(
  callOf: ReadonlyMap<string, Call>,
  members: readonly TraceRun[],
  below: ReadonlyMap<string, readonly TraceRun[]>,
  parts: ReadonlyMap<TraceRun, string>,
): void {
  if (callOf.size === 0) return;
  const steps = new Map<string, AgentStep>();
  for (const { read } of members) {
    for (const step of read.steps) if (step.kind === "agent") for (const call of callsOf(step)) steps.set(call.id, step);
  }
  for (const [above, call] of callOf) {
    const step = steps.get(call.id);
    for (const run of below.get(above) ?? []) {
      const part = parts.get(run);
      if (step === undefined || part === undefined || members.includes(run)) continue;
      const linked = step.extra?.["subagents"];
      step.extra = { ...step.extra, subagents: { ...(isObject(linked) ? linked : {}), [call.id]: part } };
    }
  }
}

/** Tools' spans that no message calls: turns of their own where no message makes a call at all, otherwise counted as lost. */
function placeOthers(
  run: TraceRun,
  members: readonly TraceRun[],
  others: readonly TraceSpan[],
  losses: Set<string>,
  synthesized: Set<string>,
): void {
  if (others.length === 0) return;
  const calling = members.some(({ read }) => read.steps.some((step) => step.kind === "agent" && callsOf(step).length > 0));
  if (calling) {
    losses.add(`${others.length} tool spans that belong to no call`);
    return;
  }
  const { steps } = run.read;
  const answer = steps.at(-1)?.kind === "agent" ? steps.splice(-1) : [];
  steps.push(...turnsOfTools(others, losses), ...answer);
  synthesized.add("the agent's turns (one for each tool span; the trace holds no message with a call)");
}

function readWhole(format: string, trace: Trace, scoreWord: string): SourceTrajectory {
  const read = wholeRun(trace);
  if (read === undefined) throw nothingIn(trace);
  const tools = trace.spans.filter(({ kind }) => kind === "tool");
  const run: TraceRun = {
    read,
    calls: [],
    holders: trace.spans.slice(0, 1),
    scope: { agent: undefined, calledBy: undefined, models: [], tools },
    main: true,
  };
  const losses = new Set(read.losses);
  const synthesized = new Set(read.synthesized);
  placeOthers(run, [run], joinTools([read.steps], tools, losses).others, losses, synthesized);
  return finish(format, trace, run, { losses, synthesized, part: undefined, scoreWord });
}

function nothingIn({ spans }: Trace): RecordError {
  const count = (kind: TraceSpan["kind"]): number => spans.filter((span) => span.kind === kind).length;
  const [models, agents, tools] = [count("model"), count("agent"), count("tool")];
  if (models + agents + tools === 0) {
    return new RecordError("no_agent", `None of the ${spans.length} spans of the trace is a model's, an agent's or a tool's.`);
  }
  return new RecordError(
    "no_content",
    `The trace has spans of models (${models}), agents (${agents}) and tools (${tools}) but no messages: recording them was switched off. Switch it on and record the run again (OpenTelemetry: OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT; AI SDK: recordInputs and recordOutputs).`,
  );
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return undefined;
  }
}
