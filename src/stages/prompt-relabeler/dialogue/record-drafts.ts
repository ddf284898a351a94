import { joinAnd } from "../../../evidence/join-and.ts";
import { isObject, type JsonObject } from "../../../base/json.ts";
import { shortHash } from "../../../trajectory/identity.ts";
import { textOf } from "../../../trajectory/views.ts";
import type { GoalDraft } from "../goal-draft.ts";
import type { Chain, Dialogue } from "./chain.ts";
import { contradicts, introduction, isOfPerson } from "./identity.ts";
import { isShownBy, kindOfRecord, recordOf, type Lookup } from "./lookups.ts";
import { capital, spokenDate, type Telling } from "./speaking.ts";
import { topicsOf, type Topic } from "./topics.ts";

const persons = /^(?:user|customer|member|client|guest|patient|subscriber|profile|account holder)$/;

/** Goals from the record that one look-up brought: what it says about a thing of the user's, or about the user. */
export function recordDrafts(dialogue: Dialogue, tellingOf: (lookup: Lookup) => Telling): GoalDraft[] {
  const things: GoalDraft[] = [];
  const profiles: GoalDraft[] = [];
  const scans = new Set<string>();
  for (const lookup of inOrderOfUse(dialogue)) {
    const record = recordOf(lookup);
    if (record === undefined || contradicts(record, lookup.given)) continue;
    const kind = kindOfRecord(lookup, record, isOfPerson);
    const chain = dialogue.chainOf(lookup);
    const owned = chain === undefined ? undefined : dialogue.owned(chain, record, lookup);
    if (owned === undefined || kind === "") continue;
    if (lookup.given.every(isOfPerson) && persons.test(kind)) {
      const draft = profileDraft(dialogue, lookup, record, owned, tellingOf(lookup));
      if (draft !== undefined) profiles.push(draft);
      continue;
    }
    const named = namingOf(dialogue, lookup, record, kind, owned);
    if (named === undefined || scans.has(named.scan)) continue;
    const draft = thingDraft(dialogue, lookup, record, named, tellingOf(lookup));
    if (draft === undefined) continue;
    if (named.scan !== "") scans.add(named.scan);
    things.push(draft);
  }
  return [...things.slice(0, 2), ...profiles.slice(0, 1)];
}

/** Records that the agent went on to speak of first, then the latest: a search through several ends with the one that was looked for. */
function inOrderOfUse({ lookups, trajectory }: Dialogue): Lookup[] {
  const spokenOf = (lookup: Lookup): boolean => {
    const ids = lookup.given.filter((given) => !isOfPerson(given)).map(({ value }) => value);
    const next = trajectory.steps.slice(lookup.step).find((step) => step.kind === "agent" && textOf(step) !== "");
    return next?.kind === "agent" && ids.some((id) => textOf(next).includes(id));
  };
  const latest = lookups.toReversed();
  return [...latest.filter(spokenOf), ...latest.filter((lookup) => !spokenOf(lookup))];
}

/** How the user speaks of the thing, and the turns that find it under that description. */
interface Naming {
  ref: string;
  kind: string;
  chain: Chain;
  /** The list that was gone through; empty when the user gave the id. */
  scan: string;
}

function namingOf(dialogue: Dialogue, lookup: Lookup, record: JsonObject, kind: string, chain: Chain): Naming | undefined {
  const own = lookup.given.filter((given) => !isOfPerson(given));
  const [id] = own;
  if (id === undefined || own.length !== 1 || !/(?:id|number|code|no)$/.test(id.key)) return undefined;
  if (chain.named.some((one) => one.key !== id.key || one.value !== id.value)) return undefined;
  if (chain.named.length === 1) return { ref: `my ${kind} ${id.value}`, kind, chain, scan: "" };
  const source = dialogue.lookups.find((other) => other.step < lookup.step && isShownBy(other, id.value));
  if (source === undefined) return undefined;
  const gone = dialogue.lookups.flatMap((other) => {
    const another = other.call.call.name === lookup.call.call.name && isOneOf(other, source) ? recordOf(other) : undefined;
    const between = other.step > source.step && other.step < lookup.step;
    return another !== undefined && between && kindOfRecord(other, another, isOfPerson) === kind
      ? [{ lookup: other, record: another }]
      : [];
  });
  const others = gone.map((other) => other.record);
  // The line of the number by which somebody was found is this person's line.
  const ofPerson = chain.person.some(({ value }) => value === record["phone_number"]);
  const ref = ofPerson ? `my ${kind}` : descriptionOf(record, kind, others);
  if (ref === undefined || gone.length > 8) return undefined;
  return {
    ref,
    kind,
    chain: { ...chain, lookups: [...new Set([...chain.lookups, ...gone.map((other) => other.lookup)])] },
    scan: `${source.step} ${kind}`,
  };
}

function isOneOf(lookup: Lookup, source: Lookup): boolean {
  return lookup.given.length === 1 && lookup.given.every(({ value }) => isShownBy(source, value));
}

/** How somebody who does not know its id tells a thing from the others that were seen before it; undefined when nothing does. */
function descriptionOf(record: JsonObject, kind: string, others: readonly JsonObject[]): string | undefined {
  const own = descriptionsOf(record, kind);
  const taken = new Set(others.flatMap((other) => descriptionsOf(other, kind)));
  return own.find((one) => !taken.has(one));
}

function descriptionsOf(record: JsonObject, kind: string): string[] {
  const text = (key: string): string => (typeof record[key] === "string" ? record[key].trim() : "");
  const [from, to] = [text("origin"), text("destination")];
  if (from !== "" && to !== "") {
    const round = (text("flight_type") || text("trip_type")).startsWith("round");
    return from === to ? [] : [`my ${round ? "round trip" : "trip"} from ${from} to ${to}`];
  }
  const hotel = text("hotel_name") || text("hotel");
  if (hotel !== "") return [`my ${kind} at ${hotel}`];
  if (text("phone_number") !== "") return [`my ${kind} with the number ${text("phone_number")}`];
  const [month, , year] = (spokenDate(text("period_start")) ?? "").split(/,? /);
  if (month !== undefined && year !== undefined) return [`my ${kind} for ${month} ${year}`];
  const items = Array.isArray(record["items"]) ? record["items"] : [];
  return items.flatMap((item) => (isObject(item) && typeof item["name"] === "string" ? [`my ${kind} with the ${item["name"]}`] : []));
}

function thingDraft(dialogue: Dialogue, lookup: Lookup, record: JsonObject, naming: Naming, telling: Telling): GoalDraft | undefined {
  if (dialogue.policy.forbids(naming.kind)) return undefined;
  const told = topicsOf(record, telling, "thing", naming.kind).filter(
    (topic) =>
      !isWithheld(topic, dialogue) &&
      !naming.ref.toLowerCase().includes(topic.said.say.toLowerCase()) &&
      !(topic.label === "Items" && naming.ref.includes(" with the ")),
  );
  const chosen = chosenOf(told, `${dialogue.trajectory.id} ${lookup.step}`, naming.scan === "" ? "" : naming.ref, 3);
  const id = lookup.given.find((given) => !isOfPerson(given));
  if (chosen.length === 0 || id === undefined) return undefined;
  const found =
    naming.scan === ""
      ? `Here is what I found for your ${naming.ref.slice(3)}:`
      : `I found your ${naming.ref.slice(3)} (${naming.ref === `my ${naming.kind}` ? "" : `${naming.kind} `}${id.value}):`;
  return draftOf(dialogue, lookup, naming.chain, naming.ref, chosen, found);
}

function profileDraft(dialogue: Dialogue, lookup: Lookup, record: JsonObject, chain: Chain, telling: Telling): GoalDraft | undefined {
  if (chain.named.length > 0) return undefined;
  const said = new Set(chain.person.map(({ value }) => value.toLowerCase()));
  const told = topicsOf(record, telling, "person", "").filter(
    // Without a proof of who asks nobody should be told where somebody lives.
    (topic) =>
      !isWithheld(topic, dialogue) &&
      (dialogue.policy.identify || topic.label !== "Address") &&
      !topic.said.answers.some((answer) => said.has(answer.toLowerCase())),
  );
  const chosen = chosenOf(told, `${dialogue.trajectory.id} ${lookup.step}`, "", 2);
  return chosen.length === 0 ? undefined : draftOf(dialogue, lookup, chain, "", chosen, "Here is what I see on your account:");
}

function isWithheld(topic: Topic, { policy }: Dialogue): boolean {
  return policy.forbids([topic.label, topic.field, ...topic.ask("it")].join(" "));
}

/** Some topics: what the record is mostly about, and others that differ from run to run, in the record's order. */
function chosenOf(topics: readonly Topic[], key: string, without: string, most: number): Topic[] {
  const fitting = topics.filter(({ label }) => !(label === "Trip type" && without.includes("trip")));
  const rank = (topic: Topic): string => shortHash(`${key} ${topic.label}`);
  const ranked = fitting.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const main = ranked.find((topic) => topic.main);
  const picked = [
    ...(main === undefined ? [] : [main]),
    ...ranked.filter((topic) => topic !== main).slice(0, most - (main === undefined ? 0 : 1)),
  ];
  return topics.filter((topic) => picked.includes(topic));
}

function draftOf(
  dialogue: Dialogue,
  lookup: Lookup,
  chain: Chain,
  ref: string,
  topics: readonly Topic[],
  opening: string,
): GoalDraft | undefined {
  const who = introduction(chain.person);
  if (who === undefined) return undefined;
  const asked = joinAnd(topics.flatMap((topic, at) => topic.ask(at === 0 ? ref : "it")));
  const evidenceOf = (quotes: readonly string[]): GoalDraft["claims"][number]["evidence"] =>
    [...new Set(quotes)].map((quote) => ({ step: lookup.step, in: "observation", quote }));
  const lines = topics.map(
    ({ label, said }) => `- ${label}:${said.say.includes("; ") ? `\n  - ${said.say.replaceAll("; ", "\n  - ")}` : ` ${said.say}`}`,
  );
  const told = plain(who);
  return {
    questions: phrasings(who, asked),
    strategy: "prefix",
    prefixEnd: lookup.step,
    supports: new Set(chain.lookups.map(({ step }) => step)),
    claims: topics.map(({ label, said }) => ({ text: `${label}: ${said.say}`, evidence: evidenceOf(said.quotes) })),
    closing: { text: `${opening}\n${lines.join("\n")}`, evidence: evidenceOf(topics.flatMap(({ said }) => said.quotes)) },
    // What the user's own name or id holds (`omar_rossi_1241`) gives nothing away.
    answers: topics.flatMap(({ said }) => said.answers).filter((answer) => !told.includes(plain(answer))),
    grounds: { way: "dialogue" },
  };
}

/** Ways to put an indirect question, with and without saying who asks. */
export function phrasings(who: string, asked: string): string[] {
  if (who === "")
    return [
      `Hi, can you tell me ${asked}?`,
      `I'd like to know ${asked}.`,
      `Could you please check ${asked}?`,
      `Hello! Please tell me ${asked}.`,
    ];
  return [
    `Hi, ${who}. Can you tell me ${asked}?`,
    `Hello! I'd like to know ${asked}. ${capital(who)}.`,
    `${capital(who)}. Could you check ${asked}?`,
    `Hi there, could you tell me ${asked}? ${capital(who)}.`,
    `Good morning, ${who}. I need to know ${asked}.`,
    `Can you look something up for me? I need to know ${asked}. ${capital(who)}.`,
  ];
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;
}
