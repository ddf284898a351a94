import type { TraceSpan } from "./span.ts";

/** The work of one agent within a trace. */
export interface Scope {
  /** The agent's span; undefined for the trace as a whole. */
  agent: TraceSpan | undefined;
  /** Id of the tool's span below which the agent worked. */
  calledBy: string | undefined;
  /** Questions to models, in order, each with the nearest agent around it. */
  models: { span: TraceSpan; nearest: TraceSpan | undefined }[];
  /** Everything else that has nothing but its own call below it. */
  tools: TraceSpan[];
}

/**
 * The agents of a trace that asked models themselves, in the order of their first question. An agent around others that asks nothing
 * itself is one with them: frameworks wrap an agent in a workflow, and each turn of a graph in a node. A model's span with another
 * model's below it (the AI SDK's `ai.generateText` around `doGenerate`) repeats that one and counts as an agent.
 */
export function scopesOf(spans: readonly TraceSpan[]): { scopes: Scope[]; ancestors: (span: TraceSpan) => TraceSpan[] } {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const parentOf = (span: TraceSpan): TraceSpan | undefined => byId.get(span.parent ?? "");
  const around = aroundModels(spans, parentOf);
  const isAgent = (span: TraceSpan): boolean => span.kind === "agent" || (span.kind === "model" && around.has(span.id));
  const nearest = nearestAgents(spans, parentOf, isAgent);
  const models = spans.filter((span) => span.kind === "model" && !around.has(span.id));
  const asking = new Set(models.map((span) => nearest.get(span.id)?.id));
  const tops = topAgents(spans.filter(isAgent), nearest, asking);
  const callerOf = (agent: TraceSpan | undefined): string | undefined => {
    const caller = agent === undefined ? undefined : ancestorsOf(agent, parentOf).find((span) => span.kind === "tool" || isAgent(span));
    return caller?.kind === "tool" ? caller.id : undefined;
  };
  const scopes = new Map<string | undefined, Scope>();
  const scopeAt = (agent: TraceSpan | undefined): Scope => {
    const top = agent === undefined ? undefined : tops.get(agent.id);
    let scope = scopes.get(top?.id);
    if (scope === undefined) scopes.set(top?.id, (scope = { agent: top, calledBy: callerOf(top), models: [], tools: [] }));
    return scope;
  };
  for (const span of models) scopeAt(nearest.get(span.id)).models.push({ span, nearest: nearest.get(span.id) });
  for (const span of spans) {
    if (span.kind === "tool" || (span.kind === "other" && !around.has(span.id))) scopeAt(nearest.get(span.id)).tools.push(span);
  }
  return { scopes: [...scopes.values()], ancestors: (span) => ancestorsOf(span, parentOf) };
}

type Parent = (span: TraceSpan) => TraceSpan | undefined;

/** Spans that have a model's below them. Each is passed once, so a deep trace takes no longer than a flat one. */
function aroundModels(spans: readonly TraceSpan[], parentOf: Parent): Set<string> {
  const around = new Set<string>();
  for (const span of spans) {
    if (span.kind !== "model") continue;
    for (let at = parentOf(span); at !== undefined && at !== span && !around.has(at.id); at = parentOf(at)) around.add(at.id);
  }
  return around;
}

function nearestAgents(
  spans: readonly TraceSpan[],
  parentOf: Parent,
  isAgent: (span: TraceSpan) => boolean,
): Map<string, TraceSpan | undefined> {
  const nearest = new Map<string, TraceSpan | undefined>();
  for (const span of spans) {
    const path: TraceSpan[] = [];
    const seen = new Set<string>();
    let at: TraceSpan | undefined = span;
    while (at !== undefined && !nearest.has(at.id) && !seen.has(at.id)) {
      path.push(at);
      seen.add(at.id);
      at = parentOf(at);
    }
    let above = at === undefined || seen.has(at.id) ? undefined : isAgent(at) ? at : nearest.get(at.id);
    for (const one of path.toReversed()) {
      nearest.set(one.id, above);
      if (isAgent(one)) above = one;
    }
  }
  return nearest;
}

/** For each agent the outermost one that it is one with; undefined for the trace. */
function topAgents(
  agents: readonly TraceSpan[],
  nearest: ReadonlyMap<string, TraceSpan | undefined>,
  asking: ReadonlySet<string | undefined>,
): Map<string, TraceSpan | undefined> {
  const tops = new Map<string, TraceSpan | undefined>();
  for (const agent of agents) {
    const path: TraceSpan[] = [];
    let at: TraceSpan | undefined = agent;
    let top: TraceSpan | undefined;
    while (at !== undefined) {
      if (tops.has(at.id)) {
        top = tops.get(at.id);
        break;
      }
      path.push(at);
      const outer = nearest.get(at.id);
      if (outer === undefined ? asking.has(undefined) : asking.has(outer.id)) {
        top = at;
        break;
      }
      // Parents can lead in a circle.
      at = path.length > agents.length ? undefined : outer;
    }
    for (const one of path) tops.set(one.id, top);
  }
  return tops;
}

/** Programs nest by tens; a limit keeps a trace made to be deep from taking for ever. */
const MAX_ANCESTORS = 1000;

/** The spans around one, the nearest first. */
function ancestorsOf(span: TraceSpan, parentOf: Parent): TraceSpan[] {
  const found = new Set<TraceSpan>();
  for (let at = parentOf(span); at !== undefined && at !== span && !found.has(at); at = parentOf(at)) {
    if (found.size === MAX_ANCESTORS) break;
    found.add(at);
  }
  return [...found];
}
