import { isObject, type JsonObject } from "../../../base/json.ts";
import { readPayload, verbatimIn } from "../../../evidence/payload.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import { contentStems, humanize, singular, stem } from "../../../evidence/words.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { ownArguments, toolWords } from "./named-call.ts";

const kinds = /^(?:joke|quote|fact|advice|riddle|proverb|poem|compliment|excuse|trivia|tip)$/;

/** Goals from calls that give something to be said: a joke, a quote, a fact. What it is about stands in the tool's name and in the user's goal. */
export const sayingGoals: GoalFinder = {
  name: "saying",
  *find(run) {
    for (const call of run.untouched.toReversed()) {
      const draft = call.kind === "content" && ownArguments(call).length === 0 ? draftOf(call, run) : undefined;
      if (draft !== undefined) yield draft;
    }
  },
};

function draftOf(call: ReadCall, run: RunView): GoalDraft | undefined {
  const payload = readPayload(call.call);
  const one = payload !== undefined && Array.isArray(payload.value) && payload.value.length === 1 ? payload.value[0] : payload?.value;
  if (one === undefined || !isObject(one)) return undefined;
  const said = sayingIn(one, call.call.result.text);
  if (said === undefined) return undefined;
  const phrase = phraseOf(said.kind, call, run);
  if (phrase === undefined) return undefined;
  const evidence = [said.quote, ...(said.author === undefined ? [] : [said.author])].map((quote) => ({
    step: call.step,
    in: "observation" as const,
    quote,
  }));
  return {
    questions: [`Give me ${phrase}.`, `Can you find me ${phrase}?`],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `The tool gave ${phrase}.`, evidence }],
    closing: { text: said.author === undefined ? said.text : `${said.text} (${said.author})`, evidence },
    answers: [said.text],
    grounds: { guess: 0.7 },
  };
}

function sayingIn(record: JsonObject, text: string): { kind: string; text: string; quote: string; author: string | undefined } | undefined {
  const found = Object.entries(record).filter(
    ([key, value]) => kinds.test(humanize(key)) && typeof value === "string" && value.length >= 12,
  );
  const [only] = found;
  if (only === undefined || found.length !== 1 || typeof only[1] !== "string") return undefined;
  const value = only[1].trim();
  const quote = value.length <= 600 && !/(?:\.\.\.|…)$/.test(value) ? verbatimIn(text, value) : undefined;
  const author = record["author"];
  const by = typeof author === "string" && author !== "" && text.includes(author) && !/^unknown$/i.test(author) ? author : undefined;
  return quote === undefined ? undefined : { kind: humanize(only[0]), text: value, quote, author: by };
}

/** `a love quote`, `a fact about cats`: words of the tool's name that the user says too. */
function phraseOf(kind: string, call: ReadCall, run: RunView): string | undefined {
  const pack = /_for_(\w+)$/.exec(call.call.name)?.[1] ?? "";
  const user = contentStems(run.trajectory.task.goal);
  for (const words of [toolWords(call), humanize(pack).split(" ")]) {
    const about = words.filter(
      (word) =>
        singular(word) !== kind && word.length > 2 && user.has(stem(word)) && !/^(?:random|get|today|day|daily|api|all|any)$/.test(word),
    );
    const [topic] = about;
    if (topic === undefined || about.length > 1 || !words.some((word) => singular(word) === kind)) continue;
    const article = kind === "advice" || kind === "trivia" ? "some" : "a";
    return words.includes("about") || words.indexOf(topic) > words.findIndex((word) => singular(word) === kind)
      ? `${article} ${kind} about ${topic}`
      : `${article === "a" && /^[aeiou]/.test(topic) ? "an" : article} ${singular(topic)} ${kind}`;
  }
  return undefined;
}
