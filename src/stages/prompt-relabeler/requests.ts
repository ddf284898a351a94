import type { ReadCall } from "../../evidence/reading.ts";
import { remembered } from "../../base/remembered.ts";
import { sentencesOf } from "../../evidence/prose.ts";
import { contentStems, humanize, stem, wordsOf } from "../../evidence/words.ts";
import type { RunView } from "./goal-draft.ts";

/** One thing that the goal asks for, in the words of the goal. */
export interface Request {
  sentence: string;
  /** Subject words that no other request of the goal has. */
  own: ReadonlySet<string>;
}

const asks =
  /\?|^(?:please |also,? |then |finally,? |additionally,? |furthermore,? |moreover,? )*(?:can|could|would|will) you\b|\b(?:i (?:also )?(?:need|want|would like|'d like)|i(?:'m| am) (?:also )?(?:looking for|searching for)|let me know|help me|please)\b|^(?:please |also,? |then |finally,? |additionally,? |furthermore,? |moreover,? )*(?:find|get|give|show|tell|list|provide|fetch|search|check|look|book|compare|calculate|retrieve|name|count|return|add|send|set|create|cancel|convert|translate)\b/i;

/** The parts of a goal that ask for something, each with the words that only it has. */
export const requestsOf: (goal: string) => readonly Request[] = remembered((goal) => {
  const asking = partsOf(goal).filter((part) => asks.test(part));
  const stems = asking.map((part) => contentStems(part));
  return asking.map((sentence, at) => ({
    sentence,
    own: new Set([...(stems[at] ?? [])].filter((word) => stems.every((other, index) => index === at || !other.has(word)))),
  }));
}, 100);

const verbs =
  "find|get|give|show|tell|list|provide|fetch|search|check|look|book|compare|calculate|retrieve|name|count|return|add|send|set|create|cancel|convert|translate|let me know";
const joint = new RegExp(`,?\\s+and\\s+(?:then\\s+|also\\s+|please\\s+)*(?=(?:${verbs})\\b)`, "i");

/** The sentences of a goal; one that asks for two things is cut at its "and", so that each half asks for one. */
export const partsOf: (goal: string) => readonly string[] = remembered(
  (goal) =>
    sentencesOf(goal, 8).flatMap((sentence) => {
      const [first, second, ...more] = sentence.split(joint);
      if (first === undefined || second === undefined || more.length > 0 || !asks.test(first)) return [sentence];
      return [closed(first), capital(closed(second))];
    }),
  100,
);

function closed(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The request that a call serves: the one whose own words its tool and arguments share most. The tool decides, because arguments are
 * handed on from one request to the next. Undefined when two tie.
 */
export function ownerOf(call: ReadCall, run: RunView, requests: readonly Request[]): Request | undefined {
  const tool = run.trajectory.tools.find(({ name }) => name === call.call.name);
  const ofTool = stemsOfTool(`${humanize(call.call.name)} ${tool?.description ?? ""}`);
  const ofArguments = stemsOf(Object.values(call.call.arguments).map(String).join(" "));
  return only(requests, ({ own }) => shared(own, ofTool)) ?? only(requests, ({ own }) => shared(own, ofArguments));
}

function stemsOf(text: string): ReadonlySet<string> {
  return new Set(wordsOf(text.replace(/[_/-]/g, " ")).map(stem));
}

/** The tools of a corpus repeat, unlike what they are given. */
const stemsOfTool = remembered(stemsOf, 500);

function shared(own: ReadonlySet<string>, said: ReadonlySet<string>): number {
  return [...own].filter((word) => said.has(word)).length;
}

/** The one item with the highest score above zero, or undefined when several share it. */
function only<Item>(items: readonly Item[], score: (item: Item) => number): Item | undefined {
  const scores = items.map(score);
  const best = Math.max(...scores);
  return best > 0 && scores.filter((one) => one === best).length === 1 ? items[scores.indexOf(best)] : undefined;
}

/** True for a request that points back at one that was not met: "the one", "it", "there". */
export function leansOn(request: Request, requests: readonly Request[], unmet: readonly Request[]): boolean {
  const before = requests.slice(0, requests.indexOf(request));
  return (
    before.some((other) => unmet.includes(other)) &&
    /\b(?:the one|that one|it|its|them|their|there|these|those|this|that)\b/i.test(request.sentence)
  );
}

/** The goal's own sentences without the requests that were not met. */
export function goalOf(sentences: readonly string[], requests: readonly Request[], met: readonly Request[]): string {
  const dropped = requests.filter((request) => !met.includes(request)).map((request) => request.sentence);
  const kept = sentences.filter((sentence) => !dropped.includes(sentence) && !/^(?:thank|thanks)\b/i.test(sentence));
  return kept.map((sentence, at) => (kept.findIndex((other) => asks.test(other)) === at ? withoutLink(sentence) : sentence)).join(" ");
}

/** The first request of a goal does not begin with "Additionally". */
export function withoutLink(sentence: string): string {
  const bare = sentence
    .replace(/^(?:additionally|also|furthermore|moreover|finally|then|lastly|in addition)[, ]+/i, "")
    .replace(/\balso /i, "");
  return capital(bare);
}
