import { asString, isObject, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { makeSession } from "../shared/sessions/make-session.ts";
import { yieldUsable } from "../shared/sessions/yield-usable.ts";
import type { SourceTrajectory } from "../source.ts";
import { readMessages } from "./read-messages.ts";
import type { SessionRecord } from "./read-record.ts";

/**
 * The trajectories of a session: the conversation as it stands, and what was rewound where the record has it.
 *
 * @throws RecordError `missing_goal`, `empty_trajectory`, `bad_call`
 */
export function* readSession(session: SessionRecord): Iterable<SourceTrajectory> {
  const left = session.rewinds - session.branches.length;
  const beside = left > 0 ? [`branches that were rewound: ${left} (read them with --branches)`] : [];
  yield* yieldUsable([
    () => trajectoryOf(session, session.messages, { beside, branch: undefined }),
    ...session.branches.map((messages, index) => () => trajectoryOf(session, messages, { beside: [], branch: `branch-${index + 1}` })),
  ]);
}

const metaFields = new Set(["sessionId", "projectHash", "summary", "lastUpdated"]);

function trajectoryOf(
  { meta, losses }: SessionRecord,
  messages: readonly JsonObject[],
  { beside, branch }: { beside: readonly string[]; branch: string | undefined },
): SourceTrajectory {
  const isSubagent = meta["kind"] === "subagent";
  const read = readMessages(messages, isSubagent ? "simulated" : "human");
  const id = asString(meta["sessionId"]);
  const part = [isSubagent && id !== undefined ? `agent-${id}` : undefined, branch].filter((name) => name !== undefined).join(" ");
  const title = asString(meta["summary"]);
  const place = asString(meta["projectHash"]);
  if (isObject(meta["memoryScratchpad"])) read.losses.add("the memory scratchpad of the session");
  const { memoryScratchpad: _scratchpad, ...about } = fieldsBesides(meta, metaFields) ?? {};
  return makeSession({
    format: "gemini-cli",
    agent: { name: "gemini-cli", ...(read.model === undefined ? {} : { model: read.model }) },
    tools: [],
    steps: read.steps,
    ...(place === undefined ? {} : { place }),
    ...(read.termination === undefined ? {} : { termination: read.termination }),
    cutShort: read.termination !== undefined,
    ...(id === undefined ? {} : { recordId: id }),
    ...(part === "" ? {} : { part }),
    losses: [...losses, ...beside, ...read.losses],
    synthesized: [...read.synthesized],
    extra: { ...(title === undefined ? {} : { title }), ...(place === undefined ? {} : { projectHash: place }), ...about },
  });
}
