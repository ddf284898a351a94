import { SideTable } from "../base/side-table.ts";
import type { Json } from "../base/json.ts";
import type { AgentStep, Call, Trajectory } from "../trajectory/trajectory.ts";
import { placedCalls, reasoningOf, textOf, type PlacedCall } from "../trajectory/views.ts";
import { kindOfText, valueOf, type ObservationKind } from "./observation.ts";
import { shownText } from "./execution-report.ts";
import { contentStems, knownStems } from "./words.ts";

// What is read off a call or a step is asked for by every stage. It is worked out once and kept for as long as the trajectory lives.
const kinds = new SideTable<Call, ObservationKind>();
const values = new SideTable<Call, { value: Json | undefined }>();
const keys = new SideTable<Call, string>();
const stems = new SideTable<AgentStep, ReadonlySet<string>>();
const calls = new SideTable<Trajectory, ReadCall[]>();

const maxPhrase = 100;

/** A call of the run with what its observation amounts to. */
export interface ReadCall extends PlacedCall {
  kind: ObservationKind;
}

/** The agent's calls in order, without the one that only ends the run. */
export function readCalls(trajectory: Trajectory): readonly ReadCall[] {
  let read = calls.get(trajectory);
  if (read === undefined) {
    const finish = trajectory.task.finish?.name;
    read = [];
    for (const { step, call } of placedCalls(trajectory)) if (call.name !== finish) read.push({ step, call, kind: readObservation(call) });
    calls.set(trajectory, read);
  }
  return read;
}

/** What a call brought, from its status and from the structure of its text. Unreadable arguments count as an error. */
export function readObservation(call: Call): ObservationKind {
  let kind = kinds.get(call);
  if (kind === undefined) {
    kind = kindOf(call);
    kinds.set(call, kind);
  }
  return kind;
}

/** The value of a call's observation when it is JSON or a Python literal, undefined for prose. */
export function readValue(call: Call): Json | undefined {
  let read = values.get(call);
  if (read === undefined) {
    read = { value: valueOf(shownText(call.result.text)) };
    values.set(call, read);
  }
  return read.value;
}

/** The same for calls that do the same: name and arguments as text. */
export function callKey(call: Call): string {
  let key = keys.get(call);
  if (key === undefined) {
    key = `${call.name} ${call.rawArguments ?? JSON.stringify(call.arguments)}`;
    keys.set(call, key);
  }
  return key;
}

/** Stems of the subject words that an agent step says, visible or not. */
export function spokenStems(step: AgentStep): ReadonlySet<string> {
  let said = stems.get(step);
  if (said === undefined) {
    const words = `${textOf(step)}\n${reasoningOf(step)}`;
    // Agents say short things such as "I look at the tables first." again and again.
    said = words.length <= maxPhrase ? knownStems(words) : contentStems(words);
    stems.set(step, said);
  }
  return said;
}

function kindOf(call: Call): ObservationKind {
  if (call.argumentsError !== undefined || call.result.status === "error") return "error";
  return call.result.status === "missing" ? "empty" : kindOfText(call.result.text, () => readValue(call));
}
