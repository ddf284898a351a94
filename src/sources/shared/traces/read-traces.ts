import { RecordError } from "../../../base/errors.ts";
import type { SourceTrajectory } from "../../source.ts";
import { readTrace } from "./read-trace.ts";
import type { Trace } from "./span.ts";

/**
 * The trajectories of all traces of a record. A trace that cannot be read is told as a loss of the others.
 *
 * @param losses what of the record could not be read
 * @throws RecordError that of the first trace, when none can be read
 */
export function readTraces(
  format: string,
  traces: readonly Trace[],
  { losses, scoreWord }: { losses: readonly string[]; scoreWord: string },
): SourceTrajectory[] {
  const read: SourceTrajectory[] = [];
  const errors: RecordError[] = [];
  for (const trace of traces) {
    try {
      for (const trajectory of readTrace(format, trace, scoreWord)) read.push(trajectory);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      errors.push(error);
    }
  }
  const [first] = errors;
  if (first !== undefined && read.length === 0) throw first;
  const others = first === undefined ? [] : [`${errors.length} other traces of the file, which cannot be read (first: ${first.message})`];
  const all = [...losses, ...others];
  if (all.length === 0) return read;
  return read.map((trajectory) => {
    const { provenance } = trajectory;
    return { ...trajectory, provenance: { ...provenance, losses: [...provenance.losses, ...all] } };
  });
}
