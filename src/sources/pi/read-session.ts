import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { makeSession } from "../shared/sessions/make-session.ts";
import { lossOfBroken, parseLines } from "../shared/sessions/parse-lines.ts";
import { pathsThrough, type TreeEntry } from "../shared/sessions/paths-through.ts";
import { yieldUsable } from "../shared/sessions/yield-usable.ts";
import type { SourceOptions, SourceRecord, SourceTrajectory } from "../source.ts";
import { readPath } from "./read-path.ts";

/** A line below the header. */
export interface Entry extends TreeEntry {
  value: JsonObject;
}

/**
 * The trajectories of a Pi session: the branch that leads to the last entry, and with `options.branches` every other one on which the agent
 * did something.
 *
 * @throws RecordError `not_this_format`, `broken_json`, `missing_goal`, `empty_trajectory`, `bad_call`, `too_large`
 */
export function* readPiSession(record: SourceRecord, options: SourceOptions): Iterable<SourceTrajectory> {
  const { values, broken } = parseLines(record);
  const header = values.find(({ type }) => type === "session");
  if (header === undefined) throw new RecordError("not_this_format", "Expected a line of type session, as Pi writes it; found none.");
  const entries = values.filter((value) => value["type"] !== "session").map(entryOf);
  const title = entries.findLast(({ value }) => value["type"] === "session_info")?.value["name"];
  const paths = pathsThrough(entries, options.branches);
  const losses = lossOfBroken(broken);
  const session = { header, ...(typeof title === "string" ? { title } : {}) };
  yield* yieldUsable([
    () => trajectoryOf(session, paths.main, { losses: [...losses, ...paths.losses] }),
    ...paths.branches.map((path, index) => () => trajectoryOf(session, path, { losses, part: `branch-${index + 1}` })),
  ]);
}

/** The first version of the format has no ids; its entries follow one another. A result is no note: it stands on the user's side. */
function entryOf(value: JsonObject): Entry {
  const { parentId, message } = value;
  const role = isObject(message) ? message["role"] : undefined;
  const kind = role === "assistant" ? "agent" : role === undefined ? "other" : "user";
  return { id: asString(value["id"]), parent: parentId === null ? null : asString(parentId), kind, value };
}

const headerFields = new Set(["type", "id", "version", "timestamp", "provider", "modelId", "systemPrompt", "harness"]);

function trajectoryOf(
  { header, title }: { header: JsonObject; title?: string },
  path: readonly Entry[],
  { losses, part }: { losses: readonly string[]; part?: string },
): SourceTrajectory {
  const read = readPath(path);
  const model = read.model ?? asString(header["modelId"]);
  const place = asString(header["cwd"]);
  const version = header["version"];
  const recordId = asString(header["id"]);
  const prompt = asString(header["systemPrompt"]);
  const system: Step[] = prompt === undefined || prompt === "" ? [] : [{ kind: "system", text: prompt }];
  return makeSession({
    format: "pi",
    agent: { name: asString(header["harness"]) ?? "pi", ...(model === undefined ? {} : { model }) },
    tools: [],
    steps: [...system, ...read.steps],
    ...(place === undefined ? {} : { place }),
    ...(read.termination === undefined ? {} : { termination: read.termination }),
    cutShort: read.cutShort,
    ...(recordId === undefined ? {} : { recordId }),
    ...(part === undefined ? {} : { part }),
    ...(typeof version === "number" ? { formatVersion: String(version) } : {}),
    losses: [...losses, ...read.losses],
    synthesized: [...read.synthesized],
    extra: { ...(title === undefined ? {} : { title }), ...fieldsBesides(header, headerFields) },
  });
}
