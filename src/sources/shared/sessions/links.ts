/** How an entry of a session names itself and the entry that it follows. */
export interface Link {
  id: string | undefined;
  /** Null where the entry begins a conversation, undefined where the format says nothing. */
  parent: string | null | undefined;
}

/** A session as a tree. Entries are named by their position in the file. */
export interface Links {
  /** Position of the entry that each one follows, or -1. Always smaller than the entry's own, so there are no circles. */
  parents: number[];
  /** Entries whose parent is not among those before them. They follow the entry before them instead. */
  unknown: number;
}

/** Ties entries together. One that does not say what it follows goes on where the one before it stopped. */
export function linkEntries(entries: readonly Link[]): Links {
  const positions = new Map<string, number>();
  const links: Links = { parents: [], unknown: 0 };
  for (const [position, { id, parent }] of entries.entries()) {
    let found = position - 1;
    if (parent === null) found = -1;
    else if (parent !== undefined) {
      const known = positions.get(parent);
      if (known === undefined) links.unknown += 1;
      else found = known;
    }
    links.parents.push(found);
    if (id !== undefined && !positions.has(id)) positions.set(id, position);
  }
  return links;
}

/** Positions from the root to an entry, in order. */
export function chainTo(parents: readonly number[], entry: number): number[] {
  const chain: number[] = [];
  for (let at = entry; at >= 0; at = parents[at] ?? -1) chain.push(at);
  return chain.toReversed();
}

/** Positions of the entries that no other one follows, in order. */
export function leavesOf(parents: readonly number[]): number[] {
  const followed = new Set(parents);
  return parents.flatMap((_, position) => (followed.has(position) ? [] : [position]));
}
