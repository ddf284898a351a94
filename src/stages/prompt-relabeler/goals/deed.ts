import { escapeRegExp } from "../../../base/escape-reg-exp.ts";
import { kindOfThing, mentions, readDeed, type Deed } from "../../../evidence/deeds.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import { plural, singular } from "../../../evidence/words.ts";
import type { Evidence } from "../../replay-outcome.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { askedIn, goesOn, type Asked } from "./asked.ts";

interface Done {
  deed: Deed;
  step: number;
}

/**
 * Goals from what an environment reports that an action did: a thing put somewhere (also two of a kind, also clean, hot or cold), a thing heated,
 * cooled or cleaned, a thing looked at under a light, a thing found and taken. The pair ends with the action that brings it about.
 */
export const deedGoals: GoalFinder = {
  name: "deed",
  *find(run) {
    const done = run.calls.flatMap((call): Done[] => {
      const deed = call.call.result.status === "ok" ? readDeed(call.call.result.text) : undefined;
      return deed === undefined ? [] : [{ deed, step: call.step }];
    });
    if (done.length === 0) return;
    const asked = askedIn(run.trajectory.task.goal);
    if (goesOn(asked)) return;
    const told = new Set([plain(asked.task)]);
    for (const achieved of achievementsOf(done, run)) {
      // What was asked for and is reported as done needs no other goal, whatever the verdict says.
      if (achieved.wordings.some((wording) => told.has(plain(wording)))) continue;
      told.add(plain(achieved.wordings[0] ?? ""));
      const draft = draftOf(achieved, asked, done, run);
      if (draft !== undefined) yield draft;
    }
  },
};

interface Achieved {
  /** Ways to ask for it. */
  wordings: string[];
  /** The deeds that bring it about, the last of which completes it. */
  deeds: Done[];
}

/** What a run brought about, the most telling first. A thing that was only taken counts where there is nothing more. */
function achievementsOf(done: Done[], run: RunView): Achieved[] {
  const found = done.flatMap((last, at): Achieved[] => {
    const before = done.slice(0, at);
    const { deed } = last;
    if (deed.kind === "switch") return lookedAt(last, before);
    const taken = before.findLast(({ deed: other }) => other.kind === "take" && other.object === deed.object);
    if (taken === undefined || !isHeld(deed.object, taken, before)) return [];
    if (deed.kind === "put") return putsOf(last, taken, before, run);
    const what = one(deed.object);
    return deed.kind === "treat" ? [{ wordings: [`${deed.verb} ${what}`, `find ${what} and ${deed.verb} it`], deeds: [taken, last] }] : [];
  });
  if (found.length > 0) return found.toReversed();
  const taken = done.find(({ deed }) => deed.kind === "take");
  if (taken === undefined) return [];
  const what = one(taken.deed.object);
  return [{ wordings: [`find ${what} and pick it up`, `find ${what} and take it`], deeds: [taken] }];
}

/** Something held under a light that was turned on. */
function lookedAt(last: Done, before: Done[]): Achieved[] {
  const held = before.findLast(({ deed }) => deed.kind === "take");
  const light = kindOfThing(last.deed.object);
  if (held === undefined || !isHeld(held.deed.object, held, before) || !/lamp|light/.test(light)) return [];
  const what = kindOfThing(held.deed.object);
  return [{ wordings: [`look at ${one(what)} under the ${light}`, `examine the ${what} with the ${light}`], deeds: [held, last] }];
}

/** `an apple`. */
function one(object: string): string {
  const what = kindOfThing(object);
  return `${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`;
}

/** A thing put somewhere: alone or with another of its kind that still lies there, as it was made before. */
function putsOf(last: Done, taken: Done, before: Done[], run: RunView): Achieved[] {
  const { deed } = last;
  const what = kindOfThing(deed.object);
  // Back where it was, then or at first: nothing was brought about.
  const origin = before.find(({ deed: other }) => other.kind === "take" && other.object === deed.object);
  if (taken.deed.other === deed.other || origin?.deed.other === deed.other) return [];
  const where = `${prepositionOf(deed.other, run)} ${placeIn(run, deed.other)}`;
  const treated = before.findLast(({ deed: other, step }) => other.kind === "treat" && other.object === deed.object && step > taken.step);
  const state = treated === undefined ? undefined : states[treated.deed.verb];
  const found: Achieved[] = [];
  const first = before.findLast(
    ({ deed: other }) =>
      other.kind === "put" &&
      other.object !== deed.object &&
      kindOfThing(other.object) === what &&
      other.other === deed.other &&
      staysPut(other, before),
  );
  if (first !== undefined && treated === undefined) {
    const firstTaken = before.findLast(
      ({ deed: other, step }) => other.kind === "take" && other.object === first.deed.object && step < first.step,
    );
    if (firstTaken !== undefined)
      found.push({
        wordings: [`put two ${plural(what)} ${where}`, `find two ${plural(what)} and put them ${where}`],
        deeds: [firstTaken, first, taken, last],
      });
  }
  if (treated !== undefined && state !== undefined) {
    found.push({
      wordings: [`put a ${state} ${what} ${where}`, `${treated.deed.verb} ${one(what)} and put it ${where}`],
      deeds: [taken, treated, last],
    });
  } else found.push({ wordings: [`put ${one(what)} ${where}`, `find ${one(what)} and put it ${where}`], deeds: [taken, last] });
  // The one with two is told first when the list is turned round.
  return found.toReversed();
}

const states: Record<string, string> = { heat: "hot", cool: "cool", clean: "clean", wash: "clean", slice: "sliced", cook: "cooked" };

/** True while the last thing that happened to an object since it was taken was no putting down. */
function isHeld(object: string, taken: Done, before: Done[]): boolean {
  return !before.some(({ deed, step }) => step > taken.step && deed.kind === "put" && deed.object === object);
}

/** True where what was put down was not taken up again. */
function staysPut(put: Deed, before: Done[]): boolean {
  const at = before.findLastIndex(({ deed }) => deed === put);
  return !before.slice(at + 1).some(({ deed }) => deed.kind === "take" && deed.object === put.object);
}

/** `the fridge` where there is one, `a shelf` where the scene has several. */
function placeIn({ trajectory, calls }: RunView, place: string): string {
  const kind = kindOfThing(place);
  const pattern = new RegExp(`(?<![\\p{L}])${escapeRegExp(kind)} \\d+`, "gu");
  const named = new Set([trajectory.task.goal, ...calls.map(({ call }) => call.result.text)].flatMap((text) => text.match(pattern) ?? []));
  return named.size > 1 ? one(kind) : `the ${kind}`;
}

/** How the environment itself speaks of the place. */
function prepositionOf(place: string, run: RunView): string {
  const seen = run.calls.map(({ call }) => call.result.text);
  if (seen.some((text) => new RegExp(`\\bOn the ${escapeRegExp(place)}\\b`).test(text))) return "on";
  return seen.some((text) => new RegExp(`\\b${escapeRegExp(place)} is (?:open|closed)\\b`).test(text)) ? "in" : "in/on";
}

function draftOf({ wordings, deeds }: Achieved, asked: Asked, done: Done[], run: RunView): GoalDraft | undefined {
  const last = deeds.at(-1);
  const [first] = deeds;
  if (last === undefined || first === undefined) return undefined;
  const evidence: Evidence[] = deeds.map(({ deed, step }) => ({ step, in: "observation", quote: deed.sentence }));
  const task = asked.before === "" ? wordings.map((wording) => `${wording.charAt(0).toUpperCase()}${wording.slice(1)}.`) : wordings;
  return {
    questions: task.map((wording) => `${asked.before}${wording}${asked.after}`),
    strategy: done.at(-1)?.step === last.step ? "final" : "prefix",
    prefixEnd: last.step,
    supports: supportsOf(deeds, done, run),
    claims: [{ text: `Done: ${wordings[0] ?? ""}.`, evidence }],
    closing: null,
    endsInAct: true,
    answers: [],
    grounds: { guess: deeds.length === 1 ? 0.72 : 0.8 },
  };
}

/** The steps that lead to the deeds: looking for the thing until it is seen, going where it is, and then where it is needed. */
function supportsOf(deeds: Done[], done: Done[], run: RunView): Set<number> {
  const steps = new Set(deeds.map(({ step }) => step));
  let from = 0;
  for (const { deed, step } of deeds) {
    const way = run.calls.filter((call) => call.step > from && call.step < step && call.kind === "content");
    const places = [deed.object, deed.other].filter((name) => name !== "");
    if (deed.kind === "take") for (const call of looking(way, deed, done)) steps.add(call.step);
    // The last time that the place came into view on the way, and what was opened there.
    const arrival = way.findLast((call) => isGoing(call, done) && isOf(call, deed.kind === "treat" ? [deed.other] : places));
    if (arrival !== undefined) steps.add(arrival.step);
    for (const call of way) {
      const opened = readDeed(call.call.result.text);
      if (opened?.kind === "open" && opened.object === deed.other && call.step >= (arrival?.step ?? 0)) steps.add(call.step);
    }
    from = step;
  }
  return steps;
}

/** Looking round until the thing is seen for the first time. What is seen and passed by is a dead end. */
function looking(way: readonly ReadCall[], deed: Deed, done: Done[]): ReadCall[] {
  const seen = way.findIndex((call) => mentions(call.call.result.text, deed.object));
  const first = way.findIndex((call) => new RegExp(`\\b${escapeRegExp(kindOfThing(deed.object))} \\d`).test(call.call.result.text));
  const until = first === -1 ? seen : first;
  return way
    .slice(0, until === -1 ? way.length : until + 1)
    .filter((call) => isGoing(call, done) || readDeed(call.call.result.text)?.kind === "open");
}

/** True for a call that changed nothing and after which something is in view. */
function isGoing(call: ReadCall, done: Done[]): boolean {
  return (
    !done.some(({ step }) => step === call.step) &&
    /\b(?:you see|is (?:open|closed)|you arrive)\b/i.test(call.call.result.text) &&
    !/^nothing happen/i.test(call.call.result.text)
  );
}

function isOf(call: ReadCall, places: string[]): boolean {
  const said = `${Object.values(call.call.arguments).map(String).join(" ")} ${call.call.result.text.slice(0, 80)}`;
  return places.some((place) => mentions(said, place));
}

function plain(wording: string): string {
  return wording
    .toLowerCase()
    .replace(/\b(?:a|an|some|the)\b/g, "")
    .replace(/\b(?:in\/on|in|on|into|onto)\b/g, "in")
    .replace(/[a-z]+/g, (word) => singular(word))
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
