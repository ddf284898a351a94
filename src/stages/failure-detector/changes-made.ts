import { isDeepStrictEqual } from "node:util";
import { isObject, type Json } from "../../base/json.ts";
import { namesChange } from "../../evidence/changing-name.ts";
import type { ReadCall } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";

/** What a run changed, against what its benchmark says should have been changed. `none`: it should have changed something and changed nothing. */
export type ChangesMade = "none" | "other" | "as_expected";

/**
 * Compares a run's changes with the reference of its benchmark, where that is a list of actions (τ-bench, τ²-bench). Handing over to a person
 * changes nothing.
 *
 * @returns undefined where there is no such list
 */
export function changesMade(trajectory: Trajectory, calls: readonly ReadCall[]): ChangesMade | undefined {
  const listed = actionsOf(trajectory.task.reference);
  if (listed === undefined) return undefined;
  const expected = listed.filter(({ name }) => changes(name));
  const made = calls.filter(({ call, kind }) => kind !== "error" && call.result.status !== "missing" && changes(call.name));
  if (made.length === 0) return expected.length === 0 ? "as_expected" : "none";
  const same = made.length === expected.length && expected.every((one) => made.some((other) => isSame(one, other)));
  return same ? "as_expected" : "other";
}

interface ExpectedAction {
  name: string;
  given: Json;
}

function actionsOf(reference: Json | undefined): ExpectedAction[] | undefined {
  const criteria = isObject(reference) ? (reference["criteria"] ?? reference) : undefined;
  const actions = isObject(criteria) ? criteria["actions"] : undefined;
  if (!Array.isArray(actions)) return undefined;
  return actions.flatMap((action) => {
    if (!isObject(action) || typeof action["name"] !== "string") return [];
    return [{ name: action["name"], given: action["kwargs"] ?? action["arguments"] ?? {} }];
  });
}

function changes(name: string): boolean {
  return namesChange(name) && !name.startsWith("transfer_to_");
}

function isSame(expected: ExpectedAction, { call }: ReadCall): boolean {
  return call.name === expected.name && isDeepStrictEqual(call.arguments, expected.given);
}
