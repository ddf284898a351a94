import { RecordError } from "../../../base/errors.ts";
import type { SourceTrajectory } from "../../source.ts";

/**
 * The trajectories of a file that holds several conversations. One in which nobody asked for anything, or the agent did nothing, must not
 * cost the others and is left out.
 *
 * @param conversations each makes its trajectory, or throws
 * @throws RecordError `missing_goal`, `empty_trajectory` when none is left; every other error of a conversation at once
 */
export function* yieldUsable(conversations: Iterable<() => SourceTrajectory>): Iterable<SourceTrajectory> {
  let problem: RecordError | undefined;
  let given = 0;
  for (const make of conversations) {
    try {
      yield make();
      given += 1;
    } catch (error) {
      if (!(error instanceof RecordError) || (error.code !== "missing_goal" && error.code !== "empty_trajectory")) throw error;
      problem ??= error;
    }
  }
  if (given === 0) throw problem ?? new RecordError("empty_trajectory", "The session holds no turn of the agent.");
}
