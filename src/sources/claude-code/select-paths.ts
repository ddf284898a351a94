import { asString, isObject, type JsonObject } from "../../base/json.ts";
import { BranchBudget } from "../shared/sessions/branch-budget.ts";
import { leavesOf, linkEntries } from "../shared/sessions/links.ts";
import type { Entry } from "./read-entries.ts";

/** The ways through a conversation. */
export interface Paths {
  /** The one that leads to the last turn of the file; where the agent said nothing on it, to the agent's last turn. */
  main: Entry[];
  /** Those that were left by going back and asking anew, in the order of the file. Empty unless asked for. */
  branches: Entry[][];
  /** How many branches with a turn of the agent there are beside the main path. */
  abandoned: number;
  /** How many branches were taken back before the agent said anything. */
  takenBack: number;
  /** How many entries name one before them that the file does not hold. */
  unknown: number;
}

/**
 * Finds the ways through a conversation. The entries of one API response, and the results of its calls, belong to every path on which one
 * of them lies: calls that ran side by side make the chain fork without anybody having gone back.
 *
 * @param withBranches give the abandoned ones too
 * @throws RecordError `too_large` when the branches together are longer than any session's
 */
export function selectPaths(entries: readonly Entry[], withBranches: boolean): Paths {
  const { parents, unknown } = linkEntries(entries);
  const family = new Family(entries);
  const main = mainPath(entries, parents, family);
  const paths: Paths = { main: picked(entries, main), branches: [], abandoned: 0, takenBack: 0, unknown };
  const covered = new Set(main);
  const budget = new BranchBudget();
  for (const leaf of leavesOf(parents)) {
    const kinds = new Set<Entry["kind"]>();
    for (let at = leaf; at >= 0 && !covered.has(at); at = parents[at] ?? -1) {
      covered.add(at);
      kinds.add(entries[at]?.kind ?? "other");
    }
    if (kinds.has("assistant")) {
      paths.abandoned += 1;
      if (!withBranches) continue;
      const branch = pathTo(leaf, entries, parents, family);
      budget.spend(branch.size);
      for (const at of branch) covered.add(at);
      paths.branches.push(picked(entries, branch));
    } else if (kinds.has("user")) paths.takenBack += 1;
  }
  return paths;
}

/** The way to the last turn. Where the agent never spoke on it (everything was taken back), the way to its last turn. */
function mainPath(entries: readonly Entry[], parents: readonly number[], family: Family): Set<number> {
  const path = pathTo(
    entries.findLastIndex(({ kind }) => kind !== "other"),
    entries,
    parents,
    family,
  );
  const spoken = entries.findLastIndex(({ kind }) => kind === "assistant");
  const speaks = spoken < 0 || [...path].some((at) => entries[at]?.kind === "assistant");
  return speaks ? path : pathTo(spoken, entries, parents, family);
}

/** Positions on the way to an entry, with those that belong to them. */
function pathTo(leaf: number, entries: readonly Entry[], parents: readonly number[], family: Family): Set<number> {
  const path = new Set<number>();
  for (let at = leaf; at >= 0; at = parents[at] ?? -1) path.add(at);
  const responses = new Set<string>();
  // Grows while it is gone through, so that relatives of relatives come along.
  for (const at of path) {
    const entry = entries[at];
    if (entry?.kind !== "assistant") continue;
    const response = asString(entry.message["id"]);
    if (response !== undefined && !responses.has(response)) {
      responses.add(response);
      // Some gateways give every response the same id, so each line must also hang on the path.
      for (const sibling of family.linesOf(response)) if (path.has(parents[sibling] ?? -1)) path.add(sibling);
    }
    for (const id of callIdsIn(entry.message)) {
      const answers = family.answersTo(id);
      if (answers.some((answer) => path.has(answer))) continue;
      for (const answer of answers.slice(0, 1)) path.add(answer);
    }
  }
  return path;
}

function picked(entries: readonly Entry[], path: ReadonlySet<number>): Entry[] {
  return entries.filter((_, position) => path.has(position));
}

/** Which entries belong together, by the ids of responses and calls. */
class Family {
  readonly #responses = new Map<string, number[]>();
  readonly #answers = new Map<string, number[]>();

  constructor(entries: readonly Entry[]) {
    for (const [position, { kind, message }] of entries.entries()) {
      if (kind === "assistant") {
        const id = asString(message["id"]);
        if (id !== undefined) append(this.#responses, id, position);
      } else if (kind === "user") {
        for (const block of blocksOf(message)) {
          const id = asString(block["tool_use_id"]);
          if (block["type"] === "tool_result" && id !== undefined) append(this.#answers, id, position);
        }
      }
    }
  }

  linesOf(response: string): readonly number[] {
    return this.#responses.get(response) ?? [];
  }

  answersTo(call: string): readonly number[] {
    return this.#answers.get(call) ?? [];
  }
}

/** The parts of a message's content that are objects. */
export function blocksOf(message: JsonObject): JsonObject[] {
  const content = message["content"];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

function callIdsIn(message: JsonObject): string[] {
  return blocksOf(message).flatMap((block) => (block["type"] === "tool_use" && typeof block["id"] === "string" ? [block["id"]] : []));
}

function append(holder: Map<string, number[]>, key: string, position: number): void {
  const known = holder.get(key);
  if (known === undefined) holder.set(key, [position]);
  else known.push(position);
}
