import { crc32 } from "node:zlib";
import type { AttemptContrast, Sample, SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { groupHash } from "../group-hash.ts";
import { actionSignature } from "./action-signature.ts";
import type { DedupeSettings } from "./dedupe-settings.ts";
import { goalPattern } from "./goal-pattern.ts";
import { shinglesOf } from "./shingles.ts";
import { wordsOf } from "./word-hash.ts";

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

/** The sketch of a goal and a run, as far as the settings ask for one. */
export function sketchOf(sample: Sample, { dedupe }: DedupeSettings): PairSketch | null {
  if (dedupe === "off") return null;
  const { goal, messages } = sample;
  const content = contentHash(goal, messages);
  if (dedupe === "exact") return { content, near: null };
  const pattern = sample.kind === "hindsight" ? shinglesOf(goalPattern(goal, messages)) : null;
  return { content, near: { goal: groupHash(wordsOf(goal).join(" "), 0), pattern, actions: actionSignature(messages) } };
}

/** The sketch of two attempts. Only exact copies of them are recognised. */
export function sketchOfAttempts({ goal, prompt, chosen, rejected }: AttemptContrast, { dedupe }: DedupeSettings): PairSketch | null {
  if (dedupe === "off") return null;
  return { content: contentHash(goal, [...prompt, ...chosen, ...rejected]), near: null };
}

function contentHash(goal: string, messages: readonly SampleMessage[]): number {
  const parts = messages.map((message) => {
    const calls = message.role === "assistant" ? message.calls.map((call) => [call.name, call.arguments]) : [];
    const reasoning = message.role === "assistant" ? message.reasoning : "";
    return `${message.role}\n${message.content}\n${reasoning}\n${calls.length === 0 ? "" : JSON.stringify(calls)}`;
  });
  const text = `${goal}\n${parts.join("\n")}`;
  // A checksum is the fastest hash there is for long texts; with the length it has 53 bits.
  return (text.length & 0x1fffff) * 0x1_0000_0000 + crc32(text);
}
