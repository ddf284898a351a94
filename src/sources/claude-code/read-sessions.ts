import type { UserStep } from "../../trajectory/trajectory.ts";
import { makeSession } from "../shared/sessions/make-session.ts";
import { yieldUsable } from "../shared/sessions/yield-usable.ts";
import type { SourceOptions, SourceTrajectory } from "../source.ts";
import { callersOf, type Callers } from "./callers.ts";
import type { Entry, SessionEntries } from "./read-entries.ts";
import { readPath } from "./read-path.ts";
import { selectPaths } from "./select-paths.ts";
import { threadsOf, type Thread } from "./threads.ts";

/**
 * The trajectories of a session file: each conversation with a person, with `options.branches` what was abandoned by going back, and each
 * run of a sub-agent. One in which nobody asked for anything, or the agent did nothing, is left out.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory` when none is left; `bad_call`, `too_large`
 */
export function* readSessions({ entries, title, losses }: SessionEntries, options: SourceOptions): Iterable<SourceTrajectory> {
  const { sessions, agents } = threadsOf(entries);
  const callers = callersOf(sessions, agents);
  const conversations: Conversation[] = [
    ...sessions.map((thread, index): Conversation => {
      return { thread, askedBy: "human", part: sessions.length > 1 ? `session-${index + 1}` : undefined };
    }),
    ...agents.map((thread): Conversation => ({ thread, askedBy: "simulated", part: callers.parts.get(thread) })),
  ];
  yield* yieldUsable(
    conversations.flatMap((conversation) => {
      const { thread, part } = conversation;
      const paths = selectPaths(thread.entries, options.branches);
      const main = { callers, title, losses: [...losses, ...paths.losses] };
      return [
        () => trajectoryOf(paths.main, conversation, main),
        ...paths.branches.map((path, index) => {
          const branch = { ...conversation, part: joinParts(part, `branch-${index + 1}`) };
          return () => trajectoryOf(path, branch, { callers, title, losses });
        }),
      ];
    }),
  );
}

interface Conversation {
  thread: Thread;
  askedBy: UserStep["by"];
  part: string | undefined;
}

interface Surroundings {
  callers: Callers;
  title: string | undefined;
  losses: readonly string[];
}

function trajectoryOf(
  path: readonly Entry[],
  { thread, askedBy, part }: Conversation,
  { callers, title, losses }: Surroundings,
): SourceTrajectory {
  const read = readPath(path, askedBy, callers.partByCall);
  const { cwd, ...about } = read.about;
  const sessionId = path.find((entry) => entry.sessionId !== undefined)?.sessionId;
  const calledBy = callers.callOf.get(thread);
  return makeSession({
    format: "claude-code",
    agent: {
      name: "claude-code",
      ...(read.version === undefined ? {} : { version: read.version }),
      ...(read.model === undefined ? {} : { model: read.model }),
    },
    tools: read.tools,
    steps: read.steps,
    ...(read.goal === undefined ? {} : { goal: read.goal }),
    ...(typeof cwd === "string" ? { place: cwd } : {}),
    ...(read.termination === undefined ? {} : { termination: read.termination }),
    cutShort: read.cutShort,
    ...(sessionId === undefined ? {} : { recordId: sessionId }),
    ...(part === undefined ? {} : { part }),
    losses: [...losses, ...read.losses],
    synthesized: [...read.synthesized],
    extra: {
      ...(title === undefined || askedBy !== "human" ? {} : { title }),
      ...(cwd === undefined ? {} : { cwd }),
      ...about,
      ...(thread.agentId === undefined ? {} : { agent_id: thread.agentId }),
      ...(calledBy === undefined ? {} : { called_by: calledBy }),
    },
  });
}

function joinParts(part: string | undefined, name: string): string {
  return part === undefined ? name : `${part} ${name}`;
}
