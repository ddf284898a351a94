import { groupHash } from "../dataset/group-hash.ts";
import type { GroupOutcome } from "../dataset/contrast-groups.ts";
import type { PairPlan } from "../dataset/pair-plan.ts";
import type { RenderSettings } from "../dataset/render-record.ts";
import { Outcome } from "../trajectory/trajectory.ts";
import { TrajectoryReader } from "./journal-entries.ts";
import type { TrajectoryPlace } from "./journal-entry.ts";
import { type JournalHead, readJournalHead } from "./journal-line.ts";
import { linesOf } from "./lines-of.ts";
import type { OutFolder } from "./out-folder.ts";
import { readStringMember } from "./read-member.ts";
import type { JournalBatch } from "./render-journal.ts";

const BATCH_BYTES = 1 << 18;

/** The journal in batches, with the trajectories that datasets need and no others. With a plan, only the lines with pairs that stay. */
export function* journalBatches(
  out: OutFolder,
  exporters: readonly string[],
  settings: RenderSettings,
  plan?: PairPlan,
): Generator<JournalBatch, void, undefined> {
  const trajectories = new TrajectoryReader(out);
  const contrastGroups = new Set(settings.contrastGroups);
  try {
    let lines: Buffer[] = [];
    let places: Array<TrajectoryPlace | null> = [];
    let kept: number[] = [];
    let bytes = 0;
    let journalBytes = 0;
    const take = (): JournalBatch => {
      const batch = batchOf(lines, places, trajectories);
      const ofPlan = plan === undefined ? null : kept;
      [lines, places, kept, bytes] = [[], [], [], 0];
      return { ...batch, kept: ofPlan, exporters, settings, journalBytes, replacements: null };
    };
    let seq = 0;
    for (const line of linesOf(out.journal)) {
      // Lines stand in the order of their numbers. Most are left out by a plan, so what one begins with is read only where it is needed.
      const keptPairs = plan?.keptOf(seq++);
      if (keptPairs === 0) continue;
      const head = line.complete ? readJournalHead(line.bytes) : undefined;
      if (head === undefined) break;
      if (keptPairs !== undefined) kept.push(keptPairs);
      const place = isNeeded(head, line.bytes) ? head.place : null;
      // The line is valid only until the next one is read, so it is copied, with its end.
      lines.push(Buffer.concat([line.bytes, lineEnd]));
      places.push(place);
      bytes += line.bytes.length + (place?.length ?? 0);
      journalBytes = line.offset + line.bytes.length + 1;
      if (bytes >= BATCH_BYTES) yield take();
    }
    if (lines.length > 0) yield take();
  } finally {
    trajectories.close();
  }

  function isNeeded(head: JournalHead, line: Buffer): boolean {
    if (head.status === "accepted" || (settings.withSuccesses && head.reason === "succeeded")) return true;
    if (contrastGroups.size === 0 || head.place === null) return false;
    return contrastGroups.has(groupHash(readStringMember(line, "groupId") ?? "", settings.seed));
  }
}

const lineEnd = Buffer.from("\n");

function batchOf(
  lines: readonly Buffer[],
  places: ReadonlyArray<TrajectoryPlace | null>,
  reader: TrajectoryReader,
): Pick<JournalBatch, "journal" | "trajectories" | "lengths"> {
  const lengths = Uint32Array.from(places, (place) => place?.length ?? 0);
  const trajectories = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const place of places) {
    if (place === null) continue;
    reader.readInto(place, trajectories, at);
    at += place.length;
  }
  return { journal: joined(lines), trajectories, lengths };
}

function joined(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Group and outcome of every trajectory of a journal that is no copy. */
export async function* groupOutcomes(journal: string): AsyncGenerator<GroupOutcome, void, undefined> {
  for (const line of linesOf(journal)) {
    const head = line.complete ? readJournalHead(line.bytes) : undefined;
    if (head === undefined || head.place === null) continue;
    const outcome = line.bytes.indexOf('"outcome":{');
    const status = Outcome.shape.status.safeParse(readStringMember(line.bytes.subarray(outcome), "status"));
    if (status.success) yield { groupId: readStringMember(line.bytes, "groupId") ?? "", status: status.data };
  }
}
