import { linkEntries } from "../shared/sessions/links.ts";
import type { Entry } from "./read-entries.ts";

/** Entries that belong to one conversation with all its branches, in the order of the file. */
export interface Thread {
  entries: Entry[];
  /** Id of the sub-agent, where the file gives one. */
  agentId?: string;
}

/** The conversations of a file. */
export interface Threads {
  /** Conversations with a person: one, or several where session files were put together into one. */
  sessions: Thread[];
  /** Conversations with sub-agents. */
  agents: Thread[];
}

/** Sorts entries into conversations. Those of a sub-agent go by its id; older files give none, and then by where their chain begins. */
export function threadsOf(entries: readonly Entry[]): Threads {
  const main = entries.filter(({ sidechain }) => !sidechain);
  const side = entries.filter(({ sidechain }) => sidechain);
  return { sessions: main.some(({ kind }) => kind !== "other") ? sessionsIn(main) : [], agents: agentsIn(side) };
}

function sessionsIn(main: readonly Entry[]): Thread[] {
  let before: Entry | undefined;
  const linked = main.map((entry) => {
    const begins = entry.parent === undefined && entry.sessionId !== before?.sessionId;
    before = entry;
    return begins ? { id: entry.id, parent: null } : entry;
  });
  return groups(main, linkEntries(linked).parents, (root) => root.sessionId ?? "").map((group) => ({ entries: group }));
}

function agentsIn(side: readonly Entry[]): Thread[] {
  const named = new Map<string, Entry[]>();
  const others: Entry[] = [];
  for (const entry of side) {
    const { agentId } = entry;
    const known = agentId === undefined ? others : named.get(agentId);
    if (known !== undefined) known.push(entry);
    else if (agentId !== undefined) named.set(agentId, [entry]);
  }
  const ids = new Set(others.flatMap(({ id }) => (id === undefined ? [] : [id])));
  // The beginning of such a chain may name the turn of the caller, which is not in it.
  const linked = others.map(({ id, parent }) => ({ id, parent: typeof parent === "string" && !ids.has(parent) ? null : parent }));
  let number = 0;
  const unnamed = groups(others, linkEntries(linked).parents, () => String((number += 1)));
  return [...[...named].map(([agentId, group]) => ({ entries: group, agentId })), ...unnamed.map((group) => ({ entries: group }))];
}

/** Entries by a key that is asked of the root that each one goes back to. */
function groups(entries: readonly Entry[], parents: readonly number[], keyOf: (root: Entry) => string): Entry[][] {
  const keys: string[] = [];
  const found = new Map<string, Entry[]>();
  for (const [position, entry] of entries.entries()) {
    const key = keys[parents[position] ?? -1] ?? keyOf(entry);
    keys.push(key);
    const group = found.get(key);
    if (group === undefined) found.set(key, [entry]);
    else group.push(entry);
  }
  return [...found.values()].filter((group) => group.some(({ kind }) => kind !== "other"));
}
