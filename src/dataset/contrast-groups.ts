import type { Outcome } from "../trajectory/trajectory.ts";
import { groupHash } from "./group-hash.ts";
import { NumberList } from "./number-list.ts";

/** What the first pass needs of a run. */
export interface GroupOutcome {
  groupId: string;
  status: Outcome["status"];
}

/** Which groups have pairs of attempts, and how many failed attempts can have none. */
export interface ContrastGroups {
  /** Hashes of the groups that hold both a success and a failure, sorted, each once. */
  groups: Float64Array;
  /** Failed attempts in all other groups. */
  failuresAlone: number;
}

/** Finds the groups that hold both a success and a failure. */
export async function contrastGroups(runs: AsyncIterable<GroupOutcome>, seed: number): Promise<ContrastGroups> {
  const succeeded = NumberList.ofFloat64();
  const failed = NumberList.ofFloat64();
  for await (const { groupId, status } of runs) {
    if (status === "success") succeeded.push(groupHash(groupId, seed));
    else if (status === "failure") failed.push(groupHash(groupId, seed));
  }
  const groups = shared(sortedDistinct(succeeded), sortedDistinct(failed));
  const known = new Set(groups);
  let failuresAlone = 0;
  for (let index = 0; index < failed.length; index++) if (!known.has(failed.at(index))) failuresAlone++;
  return { groups, failuresAlone };
}

/** The distinct numbers of a list, ascending. */
export function sortedDistinct(list: NumberList): Float64Array {
  const all = new Float64Array(list.length);
  for (let index = 0; index < list.length; index++) all[index] = list.at(index);
  all.sort();
  let distinct = 0;
  for (const value of all) if (distinct === 0 || value !== all[distinct - 1]) all[distinct++] = value;
  return all.slice(0, distinct);
}

function shared(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(Math.min(first.length, second.length));
  let count = 0;
  let other = 0;
  for (const value of first) {
    while (other < second.length && (second[other] ?? value) < value) other++;
    if (second[other] === value) both[count++] = value;
  }
  return both.slice(0, count);
}
