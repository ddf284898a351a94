import type { TraceSpan } from "./span.ts";

/** Spans in the order in which they began. Where several began at once a parent comes before its children, and otherwise the record's order holds. */
export function orderSpans(spans: readonly TraceSpan[]): TraceSpan[] {
  const depths = depthsOf(spans);
  return spans.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0)));
}

function depthsOf(spans: readonly TraceSpan[]): Map<string, number> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const depths = new Map<string, number>();
  for (const span of spans) {
    const path: string[] = [];
    const seen = new Set<string>();
    let at: TraceSpan | undefined = span;
    // Parents can lead in a circle.
    while (at !== undefined && !depths.has(at.id) && !seen.has(at.id)) {
      path.push(at.id);
      seen.add(at.id);
      at = byId.get(at.parent ?? "");
    }
    let depth = at === undefined ? -1 : (depths.get(at.id) ?? -1);
    for (const id of path.toReversed()) depths.set(id, (depth += 1));
  }
  return depths;
}
