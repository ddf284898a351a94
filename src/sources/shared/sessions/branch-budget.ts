import { RecordError } from "../../../base/errors.ts";

/** More than any session has on all its branches together. */
const MAX_ENTRIES = 2_000_000;

/** Keeps a session whose branches repeat each other without end from filling the memory. */
export class BranchBudget {
  #spent = 0;

  /**
   * Takes note of a branch.
   *
   * @param entries how many lines it has, those that it shares with others too
   * @throws RecordError `too_large` when all branches together have more than two million
   */
  spend(entries: number): void {
    this.#spent += entries;
    if (this.#spent <= MAX_ENTRIES) return;
    throw new RecordError("too_large", `The branches of the session have more than ${MAX_ENTRIES} lines. Read it without --branches.`);
  }
}
