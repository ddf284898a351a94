import { SideTable } from "../../base/side-table.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { withoutPassages } from "../cut-passages.ts";
import type { Edit } from "../relabel.ts";
import type { Proposal } from "../stage.ts";
import { demandsThought, stepWithoutThought } from "./demanded-thought.ts";
import { promptSentences, type PromptSentence } from "./prompt-sentences.ts";

type Cut = Extract<Edit, { kind: "cut_demand" }>;

/**
 * The proposal with a system prompt that its turns keep: where the prompt asks for a thought with every call and a turn that is learnt has none, the
 * sentences that ask for it are cut, with those that only say what such a thought is like. Where every such turn has its thought, or the demand cannot be cut in
 * whole sentences, the prompt stays; the check then says what it finds.
 */
export function withoutUnkeptDemand(trajectory: Trajectory, proposal: Proposal): Proposal {
  const edits = proposal.edits.filter(({ kind }) => kind !== "cut_demand");
  const whole = edits.length === proposal.edits.length ? proposal : { ...proposal, edits };
  if (stepWithoutThought(trajectory, whole) === undefined) return whole;
  const cuts = cutsOf(trajectory);
  return cuts === undefined ? whole : { ...proposal, edits: [...cuts, ...edits] };
}

/** True where the system prompt asks for a thought with every call and would be cut by `withoutUnkeptDemand`. */
export function hasCuttableDemand(trajectory: Trajectory): boolean {
  return (cutsOf(trajectory) ?? []).length > 0;
}

const known = new SideTable<Trajectory, Cut[] | null>();

/** One cut for each leading system step that speaks of the thought; undefined when the demand cannot be cut cleanly. */
function cutsOf(trajectory: Trajectory): Cut[] | undefined {
  let cuts = known.get(trajectory);
  if (cuts === undefined) known.set(trajectory, (cuts = findCuts(trajectory) ?? null));
  return cuts ?? undefined;
}

function findCuts({ steps, tools }: Trajectory): Cut[] | undefined {
  // Without tools it may be the prompt alone that says how calls are made.
  if (tools.length === 0) return undefined;
  const cuts: Cut[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind !== "system") break;
    const passages = passagesOf(step.text);
    if (passages === undefined) return undefined;
    const reason = "asks for a thought with every call, which the kept turns do not have";
    if (passages.length > 0) cuts.push({ kind: "cut_demand", step: index + 1, passages, reason });
  }
  return cuts;
}

/** The sentences to cut from a prompt; undefined when what is left would not read as a prompt, or would still rest on the thought. */
function passagesOf(prompt: string): string[] | undefined {
  const sentences = promptSentences(prompt);
  const cut = new Set<PromptSentence>();
  for (const sentence of sentences) {
    if (demandsThought(sentence.text)) {
      if (!saysOnly(sentence.text, demandWords)) return undefined;
      cut.add(sentence);
    } else if (isAboutThought(sentence.text)) cut.add(sentence);
  }
  if (cut.size === 0) return [];
  const isWhole = [...cut].every((sentence) => isCuttable(prompt, sentence));
  const form = emptyForm.exec(prompt)?.[0].trim();
  const passages = [...[...cut].map(({ text }) => text), ...(form === undefined ? [] : [form])];
  const left = withoutPassages(prompt, passages);
  const pointsBack = sentences.some((sentence, at) => {
    const before = sentences[at - 1];
    return before !== undefined && cut.has(before) && !cut.has(sentence) && backwards.test(sentence.text);
  });
  return !isWhole || pointsBack || left.trim() === "" || stillSpeaksOfIt.test(left) || countsItems(prompt, cut) ? undefined : passages;
}

/** A form that names the parts of a turn and says nothing of them: with tools it is they that give the form of a call. */
const emptyForm =
  /\b(?:Your|The) (?:output|response|answer) (?:should|must) follow (?:this|the following) format:?[ \t]*\n(?:[ \t]*(?:Thought|Action(?: Input)?|End Action):?[ \t]*(?:\n|$)){2,}/;

/** True for a sentence that says what the thought is like, or tells in passing that there is one, and lays down nothing else. */
function isAboutThought(sentence: string): boolean {
  if (!/\b(?:thoughts?|reasoning|reflections?)\b/i.test(sentence)) return false;
  return saysOnly(sentence, thoughtWords) || (saysOnly(sentence, courseWords) && !lawWords.test(sentence));
}

const wordsOfThought =
  "thought thoughts thinking reasoning reflection reflections all each every any the a an this that is are be your you should must need to of and or in at most " +
  "long length short brief concise clear it its sentence sentences word words line lines few more than less keep make kept please always";
const thoughtWords = wordSet(wordsOfThought);
const demandWords = wordSet(
  `${wordsOfThought} for on with by before after then first also together along step steps turn turns move action call calls calling response ` +
    "give write state provide include explain output say analyze analyse describe status situation progress current now what whether how next do doing done " +
    "decide plan see think function functions tool actually execute excute carry out perform run make making i will",
);
const courseWords = wordSet(
  `${wordsOfThought} after many several some call calls action pair pairs round rounds step steps function then finally final finial answer ` +
    "perform finish task can will give get result results",
);
const lawWords = /\b(?:must|should|need|always|never|please|have to)\b/i;

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/** True when a sentence has only these words, and numbers only for the length of something. */
function saysOnly(sentence: string, words: ReadonlySet<string>): boolean {
  const plain = sentence
    .toLowerCase()
    .replaceAll(
      /\b(?:\d+|one|two|three|four|five)(?:\s*(?:-|to|or)\s*(?:\d+|one|two|three|four|five))?\s+(?=(?:sentence|word|line)s?\b)/g,
      "",
    );
  // Quotes, braces and the like give a form, and letters of other alphabets are not read.
  if (!/^[a-z\s.,;!()-]*$/.test(plain)) return false;
  return (plain.match(/[a-z]+/g) ?? []).every((word) => words.has(word));
}

/** A sentence with a beginning and an end, none that leads to a list or goes on in brackets. */
function isCuttable(prompt: string, { text, start, end }: PromptSentence): boolean {
  const isOnce = prompt.indexOf(text) === start && !prompt.includes(text, end);
  const opens = (text.match(/\(/g) ?? []).length;
  const closes = (text.match(/\)/g) ?? []).length;
  return isOnce && opens === closes && /^[A-Z]/.test(text) && /[.!]\)?$/.test(text);
}

const backwards = /^(?:it|its|they|their|this|that|these|those|such|both|otherwise)\b/i;

/** What only a prompt says that wants thoughts. */
const stillSpeaksOfIt =
  /^[ \t]*(?:thoughts?|reasoning|action(?: input)?)[ \t]*\d*[ \t]*:|\b(?:your|the|this|that|these|each|every|all) (?:thoughts?|reasoning)\b|\bthoughts?\W{1,3}(?:call|action)s?\b/im;

/** True when an item of a numbered list would go and the prompt calls items by their number. */
function countsItems(prompt: string, cut: ReadonlySet<PromptSentence>): boolean {
  if (!/\b(?:rule|item|point|instruction)s? (?:no\. ?)?\d/i.test(prompt)) return false;
  return [...cut].some(({ start }) => /(?:^|\n)[ \t]*\d{1,3}[.)][ \t]*$/.test(prompt.slice(0, start)));
}
