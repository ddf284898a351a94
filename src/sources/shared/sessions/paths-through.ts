import { BranchBudget } from "./branch-budget.ts";
import { leavesOf, linkEntries, type Link } from "./links.ts";

/** An entry of a session that is a tree. */
export interface TreeEntry extends Link {
  /** Whose turn it is; `other` is a note between turns. */
  kind: "user" | "agent" | "other";
}

/** The ways through a conversation. */
export interface Paths<Entry> {
  /** The one that leads to the last turn of the file; where the agent said nothing on it, to the agent's last turn. */
  main: Entry[];
  /** Those that were left by going back and asking anew, in the order of the file. Empty unless asked for. */
  branches: Entry[][];
  /** What the main path does not tell: branches that are not given, requests that were taken back, broken links. */
  losses: string[];
}

/** Adds what belongs to a path besides the entries on the way, by their positions. */
export type Widen = (path: Set<number>, parents: readonly number[]) => void;

/**
 * Finds the ways through a conversation. Without branches it takes time in proportion to the entries.
 *
 * @param withBranches give the abandoned ones too
 * @throws RecordError `too_large` when the branches together are longer than any session's
 */
export function pathsThrough<Entry extends TreeEntry>(
  entries: readonly Entry[],
  withBranches: boolean,
  widen: Widen = () => undefined,
): Paths<Entry> {
  const { parents, unknown } = linkEntries(entries);
  const pathTo = (leaf: number): Set<number> => {
    const path = new Set<number>();
    for (let at = leaf; at >= 0; at = parents[at] ?? -1) path.add(at);
    widen(path, parents);
    return path;
  };
  const main = mainPath(entries, parents, pathTo);
  const branches: Entry[][] = [];
  const covered = new Set(main);
  const budget = new BranchBudget();
  let left = 0;
  let takenBack = 0;
  for (const leaf of leavesOf(parents)) {
    const kinds = new Set<Entry["kind"]>();
    for (let at = leaf; at >= 0 && !covered.has(at); at = parents[at] ?? -1) {
      covered.add(at);
      kinds.add(entries[at]?.kind ?? "other");
    }
    if (!kinds.has("agent")) takenBack += kinds.has("user") ? 1 : 0;
    else if (!withBranches) left += 1;
    else {
      const branch = pathTo(leaf);
      budget.spend(branch.size);
      for (const at of branch) covered.add(at);
      branches.push(picked(entries, branch));
    }
  }
  const losses: string[] = [];
  if (unknown > 0) losses.push(`places of lines that follow one the file does not hold: ${unknown} (taken as following the line before)`);
  if (takenBack > 0) losses.push(`requests that were taken back before the agent answered: ${takenBack}`);
  if (left > 0) losses.push(`branches that were abandoned by going back: ${left} (read them with --branches)`);
  return { main: picked(entries, main), branches, losses };
}

function mainPath(entries: readonly TreeEntry[], parents: readonly number[], pathTo: (leaf: number) => Set<number>): Set<number> {
  const last = (from: number): number => lastNoteAfter(from, parents);
  const path = pathTo(last(entries.findLastIndex(({ kind }) => kind !== "other")));
  const spoken = entries.findLastIndex(({ kind }) => kind === "agent");
  const speaks = spoken < 0 || [...path].some((at) => entries[at]?.kind === "agent");
  return speaks ? path : pathTo(last(spoken));
}

/** The last of the entries that follow this one without a turn between. */
function lastNoteAfter(turn: number, parents: readonly number[]): number {
  let last = turn;
  for (let at = turn + 1; at < parents.length; at += 1) if (parents[at] === last) last = at;
  return last;
}

function picked<Entry>(entries: readonly Entry[], path: ReadonlySet<number>): Entry[] {
  return [...path].toSorted((a, b) => a - b).flatMap((position) => entries[position] ?? []);
}
