import { asString, isObject, type JsonObject } from "../../base/json.ts";
import { pathsThrough, type Paths } from "../shared/sessions/paths-through.ts";
import type { Entry } from "./read-entries.ts";

/**
 * Finds the ways through a conversation. The lines of one API response, and the results of its calls, belong to every path on which one of
 * them lies: calls that ran side by side make the chain fork without anybody having gone back.
 *
 * @param withBranches give the abandoned ones too
 * @throws RecordError `too_large`
 */
export function selectPaths(entries: readonly Entry[], withBranches: boolean): Paths<Entry> {
  const { responses, answers } = relativesIn(entries);
  return pathsThrough(entries, withBranches, (path, parents) => {
    const done = new Set<string>();
    // Grows while it is gone through, so that relatives of relatives come along.
    for (const at of path) {
      const entry = entries[at];
      if (entry?.kind !== "agent") continue;
      const response = asString(entry.message["id"]);
      if (response !== undefined && !done.has(response)) {
        done.add(response);
        // Some gateways give every response the same id, so each line must also hang on the path.
        for (const line of responses.get(response) ?? []) if (path.has(parents[line] ?? -1)) path.add(line);
      }
      for (const id of callIdsIn(entry.message)) {
        const [first, ...others] = answers.get(id) ?? [];
        if (first !== undefined && !path.has(first) && !others.some((answer) => path.has(answer))) path.add(first);
      }
    }
  });
}

/** Positions of the lines of each response and of the results of each call, by their ids. */
function relativesIn(entries: readonly Entry[]): Record<"responses" | "answers", Map<string, number[]>> {
  const responses = new Map<string, number[]>();
  const answers = new Map<string, number[]>();
  for (const [position, { kind, message }] of entries.entries()) {
    const id = asString(message["id"]);
    if (kind === "agent" && id !== undefined) append(responses, id, position);
    if (kind !== "user") continue;
    for (const block of blocksOf(message)) {
      const call = asString(block["tool_use_id"]);
      if (block["type"] === "tool_result" && call !== undefined) append(answers, call, position);
    }
  }
  return { responses, answers };
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
