import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { unseenValues } from "../../../evidence/coherence.ts";
import { payloadOf } from "../../../evidence/observation.ts";
import { readValue, type ReadCall } from "../../../evidence/reading.ts";
import { contentStems, humanize } from "../../../evidence/words.ts";
import { isStamp } from "./fields.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { leansOn, ownerOf, requestsOf, withoutLink, type Request } from "../requests.ts";

const maxFields = 14;
const maxRecord = 3000;

/**
 * One request of the goal, in its own words, answered by the record that its call brought. Every subject word of the request must be the call's
 * own or stand in what came back: a request that asks for more than the record gives is left alone.
 */
export const requestGoals: GoalFinder = {
  name: "request",
  find(run) {
    const requests = requestsOf(run.trajectory.task.goal);
    if (requests.length === 0) return [];
    const answering = run.calls.filter(
      (call) => call.kind === "content" && mayBeRecord(call) && isAskedFor(call, run.goal) && recordOf(call) !== undefined,
    );
    if (answering.length === 0) return [];
    const owners = answering.map((call) => (requests.length === 1 ? requests[0] : ownerOf(call, run, requests)));
    return requests.flatMap((request) => {
      const call = answering.find((_, at) => owners[at] === request);
      const draft = call === undefined || leansOn(request, requests, requests) ? undefined : draftOf(request, call, run);
      return draft === undefined ? [] : [draft];
    });
  },
};

/** What asks for more without naming it: `and my own`, `and similar ones`. */
const more =
  /\b(?:and|or|as well as|plus) (?:my own|mine|yours|theirs|others?|another|any other|all (?:the )?others?|similar|more|the rest)\b/i;

function draftOf(request: Request, call: ReadCall, run: RunView): GoalDraft | undefined {
  if (more.test(request.sentence)) return undefined;
  const record = recordOf(call);
  if (record === undefined || !covers(request, call, run, record)) return undefined;
  const fields = fieldsOf(record, call.call.result.text);
  if (fields.length < 2) return undefined;
  const evidence = fields.map((field) => ({ step: call.step, in: "observation" as const, quote: field.value }));
  return {
    questions: [withoutLink(request.sentence)],
    strategy: "subset",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `Asked and answered: ${request.sentence}`, evidence }],
    closing: { text: `Here is what I found:\n${fields.map(({ label, value: said }) => `- ${label}: ${said}`).join("\n")}`, evidence },
    answers: [],
    grounds: { guess: 0.72 },
  };
}

/** True when the goal names what the call is about. */
function isAskedFor({ call }: ReadCall, goal: string): boolean {
  return Object.values(call.arguments).some(
    (value) =>
      (typeof value === "string" || typeof value === "number") && String(value).length >= 3 && goal.includes(String(value).toLowerCase()),
  );
}

/** False for an answer that is too long to be read out, or no object: everything longer would be parsed for nothing. */
function mayBeRecord({ call }: ReadCall): boolean {
  return call.result.text.length <= maxRecord && /^\s*(?:\{|\[\s*\{)/.test(call.result.text);
}

/** The one flat record that a call brought, if it is short enough to be read out. */
function recordOf({ call }: ReadCall): JsonObject | undefined {
  const value = readValue(call);
  const record = value === undefined ? undefined : flatRecord(payloadOf(value));
  return record !== undefined && Object.keys(record).length <= maxFields ? record : undefined;
}

/** Words of a request that ask for nothing in particular. */
const plain = contentStems(
  "information details data please provide give tell retrieve fetch find get show look lookup search check know need want interested particularly specific current currently latest exact full complete whole available also additionally using api endpoint function help assist able kindly can could would about regarding related including include obtain access",
);

/** True when all that the request speaks of is the call's own or came back, values and words alike. */
function covers(request: Request, { call }: ReadCall, run: RunView, record: JsonObject): boolean {
  const given = Object.values(call.arguments).map(String).join(" ");
  const back = call.result.text;
  const seen = [given.toLowerCase(), back.toLowerCase()];
  if (unseenValues(request.sentence.replace(/^\W*\w+/, ""), seen).length > 0) return false;
  const asked = [...contentStems(request.sentence)].filter((word) => !plain.has(word));
  const strange = asked.filter((word) => !seen.some((text) => text.includes(word)));
  if (asked.length < 2 || strange.length === 0) return asked.length >= 2;
  const tool = run.trajectory.tools.find(({ name }) => name === call.name);
  const known = contentStems(
    `${humanize(call.name)} ${tool?.description ?? ""} ${given} ${Object.keys(record).map(humanize).join(" ")}`.replace(/[_/-]/g, " "),
  );
  return strange.every((word) => known.has(word));
}

function flatRecord(payload: Json): JsonObject | undefined {
  const one = Array.isArray(payload) && payload.length === 1 ? payload[0] : payload;
  if (one === undefined || !isObject(one)) return undefined;
  const values = Object.values(one);
  const nested = values.filter((value) => typeof value === "object" && value !== null);
  const [only] = nested;
  if (nested.length === 1 && values.length <= 2 && only !== undefined && isObject(only)) return flatRecord(only);
  return nested.length === 0 ? one : undefined;
}

function fieldsOf(record: JsonObject, text: string): { label: string; value: string }[] {
  const entries = Object.entries(record);
  return entries.flatMap(([key, value]) => {
    if (isStamp(key, value)) return [];
    const said = typeof value === "string" ? value.trim() : typeof value === "number" || typeof value === "boolean" ? String(value) : "";
    const quoted = said !== "" && said.length <= 160 && text.includes(said);
    return quoted ? [{ label: humanize(key), value: said }] : [];
  });
}
