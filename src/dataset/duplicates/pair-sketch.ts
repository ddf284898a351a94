import type { AttemptContrast, Sample, SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { groupHash } from "../group-hash.ts";
import { actionSignature } from "./action-signature.ts";
import type { DedupeSettings } from "./dedupe-settings.ts";
import { goalPattern } from "./goal-pattern.ts";
import { readArguments, SharedTexts } from "./shared-texts.ts";
import { shinglesOf } from "./shingles.ts";
import { pairHash, wordHash, wordsOf } from "./word-hash.ts";

/** What duplicates of a pair are recognised by: a few hundred bytes, whatever the size of the run. Plain data. */
export interface PairSketch {
  /** Hash of the goal and of every turn, without the ids of calls. */
  content: number;
  near: {
    /** Hash of the goal's words, so without case and punctuation. */
    goal: number;
    /** Words of the goal with its values taken out, as hashes. Null where the goal is the task's own, which is never held against a cap. */
    pattern: Uint32Array<ArrayBuffer> | null;
    actions: Uint16Array<ArrayBuffer>;
  } | null;
}

/**
 * The sketch of a goal and a run, as far as the settings ask for one.
 *
 * @param texts those of the run, for all of its pairs
 */
export function sketchOf(sample: Sample, { dedupe }: DedupeSettings, texts: SharedTexts = new SharedTexts()): PairSketch | null {
  if (dedupe === "off") return null;
  const { goal, messages } = sample;
  const content = contentHash(goal, messages, texts);
  if (dedupe === "exact") return { content, near: null };
  const words = wordsOf(goal);
  const pattern = sample.kind === "hindsight" ? shinglesOf(goalPattern(words, messages)) : null;
  return { content, near: { goal: groupHash(words.join(" "), 0), pattern, actions: actionSignature(messages, texts) } };
}

/** The sketch of two attempts. Only exact copies of them are recognised. */
export function sketchOfAttempts({ goal, prompt, chosen, rejected }: AttemptContrast, { dedupe }: DedupeSettings): PairSketch | null {
  if (dedupe === "off") return null;
  return { content: contentHash(goal, [...prompt, ...chosen, ...rejected], new SharedTexts()), near: null };
}

/** 53 bits: of the texts one after another, and of how long they are together. */
function contentHash(goal: string, messages: readonly SampleMessage[], texts: SharedTexts): number {
  let hash = pairHash(0, texts.checksumOf(goal));
  let length = goal.length;
  for (const message of messages) {
    const { role, content } = message;
    hash = pairHash(pairHash(hash, hashOfRole[role]), texts.checksumOf(content));
    length += role.length + content.length;
    if (message.role !== "assistant") continue;
    hash = pairHash(hash, texts.checksumOf(message.reasoning));
    length += message.reasoning.length;
    for (const call of message.calls) {
      const given = readArguments(call);
      hash = pairHash(pairHash(hash, wordHash(call.name)), given.checksum);
      length += call.name.length + given.length;
    }
  }
  return (length & 0x1fffff) * 0x1_0000_0000 + hash;
}

const hashOfRole = { system: wordHash("system"), user: wordHash("user"), assistant: wordHash("assistant"), tool: wordHash("tool") };
