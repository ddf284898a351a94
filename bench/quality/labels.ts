import { readFileSync } from "node:fs";

export type Verdict = "valid" | "trivial" | "unnatural" | `invalid: ${string}`;

/** A file in `labels/`: what readers said of the pairs of one draw. */
export interface Labels {
  /** Commit and configuration that made the pairs. Figures of different versions are never pooled. */
  version: string;
  configuration: string;
  drawnBy: string;
  pairs: LabelledPair[];
}

export interface LabelledPair {
  id: string;
  source: string;
  strategy: string;
  type: string | null;
  /** As the labelled version gave it. */
  confidence: number;
  /** What today's rule would rest its confidence on (`rescore.ts`): the way of finding the goal, then the doubts. */
  grounds?: string[];
  /** Today's confidence of the pair, where `rescore.ts` was run. */
  rescored?: number;
  /** One for each reader who read the pair, in the order of reading. */
  verdicts: { reader: string; verdict: Verdict; turn?: number | null; mendable?: boolean; why?: string }[];
}

export function readLabels(path: string): Labels {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Ids of the runs that stand in label files, of pairs or of runs: what was looked at and may have been mended on. */
export function runsIn(paths: readonly string[]): Set<string> {
  const ids = new Set<string>();
  for (const path of paths) {
    const { pairs = [], runs = [] }: { pairs?: { id: string }[]; runs?: { id: string }[] } = JSON.parse(readFileSync(path, "utf8"));
    // The id of a pair is that of its run and its number.
    for (const { id } of [...pairs, ...runs]) ids.add(id.replace(/-\d+$/, ""));
  }
  return ids;
}

/** What counts for a pair: a pair on which readers differ is invalid until most of three or more say otherwise. */
export function settled(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts;
  if (first === undefined) throw new Error("A pair without a verdict cannot be scored.");
  const invalid = verdicts.filter((verdict) => !isPrecise(verdict));
  if (verdicts.length >= 3 ? invalid.length * 2 > verdicts.length : invalid.length > 0) return invalid[0] ?? first;
  const fine = verdicts.filter(isPrecise);
  return fine.find((verdict) => verdict !== "valid") ?? "valid";
}

export function isPrecise(verdict: Verdict): boolean {
  return verdict === "valid" || verdict === "trivial" || verdict === "unnatural";
}

/** True for a pair that counts as right. */
export function isRight({ verdicts }: LabelledPair): boolean {
  return isPrecise(settled(verdicts.map(({ verdict }) => verdict)));
}
