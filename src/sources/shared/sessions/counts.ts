/** Counts by name as a text: `progress 12, system 3`. Names of a hostile file are kept short and few. */
export function countsOf(counts: ReadonlyMap<string, number>): string {
  const named = [...counts].slice(0, 20).map(([name, number]) => `${name.slice(0, 60)} ${number}`);
  return named.join(", ") + (counts.size > 20 ? ", ..." : "");
}

/** Adds one to the count of a name. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
