import { shortHash } from "../trajectory/identity.ts";
import { loadSource } from "../sources/index.ts";
import { parseRecord } from "../reader/read.ts";
import { AgentherError } from "../base/errors.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { type Batch, type BatchItem, recordOf } from "./batch.ts";
import { batchRecords } from "./batch-records.ts";
import { planInputs } from "./plan-inputs.ts";

export interface SampleRequest {
  inputs: readonly string[];
  /** Name of the format of all files; null: each is recognised. */
  format: string | null;
  branches: boolean;
  /** Records that are parsed, at most. */
  size: number;
  seed: number;
}

/** Some records of the inputs, drawn evenly, with all the trajectories that they hold. */
export interface RecordSample {
  /** Records of the inputs. */
  records: number;
  /** Records that were drawn; those that cannot be read are among them and hold none. */
  drawn: Trajectory[][];
}

interface Held {
  key: string;
  batch: Batch;
  item: BatchItem;
}

/**
 * Draws records from the inputs without parsing the others: every record is cut out and counted, those with the smallest hashes of seed and number are kept.
 * Memory holds the drawn records only.
 *
 * @throws UsageError as `planInputs`
 */
export async function sampleRecords({ inputs, format, branches, size, seed }: SampleRequest): Promise<RecordSample> {
  const plans = await planInputs(inputs, { format, out: null });
  let held: Held[] = [];
  let records = 0;
  for await (const batch of batchRecords(plans, { from: 0, limit: null, listen: () => {} })) {
    for (const item of batch.items) {
      records += 1;
      held.push({ key: shortHash(`${seed} ${item.record}`), ...alone(item, batch) });
    }
    if (held.length > size * 2) held = smallest(held, size);
  }
  const drawn: Trajectory[][] = [];
  for (const { item, batch } of smallest(held, size)) drawn.push(await read(item, batch, branches));
  return { records, drawn };
}

function smallest(held: Held[], size: number): Held[] {
  return held.toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, size);
}

/** A record with its own bytes, so that keeping it does not keep its neighbours. */
function alone(item: BatchItem, batch: Batch): Omit<Held, "key"> {
  const bytes = batch.bytes.slice(item.start, item.end);
  return { item: { ...item, start: 0, end: bytes.length }, batch: { ...batch, items: [], bytes } };
}

async function read(item: BatchItem, batch: Batch, branches: boolean): Promise<Trajectory[]> {
  if (item.format === null || item.problem !== undefined) return [];
  try {
    return parseRecord(recordOf(item, batch), await loadSource(item.format), { branches });
  } catch (error) {
    if (AgentherError.isInstance(error)) return [];
    throw error;
  }
}
