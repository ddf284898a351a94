import { attemptContrasts, type Attempt, type NoContrast } from "../stages/data-augmenter/attempt-contrasts.ts";
import type { AttemptContrast } from "../stages/data-augmenter/sample.ts";
import { NumberList } from "./number-list.ts";
import { ScratchFile } from "./scratch-file.ts";

/** Most attempts of one group that are compared: more pairs at one task teach little new. */
const MOST_SUCCESSES = 2;
const MOST_FAILURES = 6;

const TOO_MANY = `more than ${MOST_FAILURES} failed attempts at one task: the first ${MOST_FAILURES} are compared`;

/** Attempts at tasks, on disk until all of a group are there. 21 bytes of memory an attempt. */
export class AttemptStore {
  private readonly scratch: ScratchFile;
  private readonly offsets = NumberList.ofFloat64();
  private readonly lengths = NumberList.ofUint32();
  private readonly groups = NumberList.ofFloat64();
  private readonly failed = NumberList.ofUint8();

  constructor(path: string) {
    this.scratch = new ScratchFile(path);
  }

  /** @param json an `Attempt` of this status */
  add(group: number, status: Attempt["status"], json: Uint8Array): void {
    this.offsets.push(this.scratch.size);
    this.lengths.push(json.length);
    this.groups.push(group);
    this.failed.push(status === "failure" ? 1 : 0);
    this.scratch.append(json);
  }

  /** The contrasts and the failed attempts without one, group by group, in the order of the groups' first attempts. */
  *contrasts(): Generator<AttemptContrast | NoContrast> {
    const order = ascending(this.groups.length);
    order.sort((one, other) => this.groups.at(one) - this.groups.at(other) || one - other);
    const starts = ascending(order.length).filter((at) => at === 0 || this.groupAt(order, at) !== this.groupAt(order, at - 1));
    starts.sort((one, other) => (order[one] ?? 0) - (order[other] ?? 0));
    for (const start of starts) {
      let end = start + 1;
      while (end < order.length && this.groupAt(order, end) === this.groupAt(order, start)) end++;
      const { attempts, failuresBeyond } = this.attemptsOf(order.subarray(start, end));
      yield* attemptContrasts(attempts);
      for (let beyond = 0; beyond < failuresBeyond; beyond++) yield { noContrast: TOO_MANY };
    }
  }

  close(): void {
    this.scratch.close();
  }

  private groupAt(order: Uint32Array, at: number): number {
    return this.groups.at(order[at] ?? 0);
  }

  private attemptsOf(places: Uint32Array): { attempts: Attempt[]; failuresBeyond: number } {
    const room = { success: MOST_SUCCESSES, failure: MOST_FAILURES };
    const attempts: Attempt[] = [];
    let failuresBeyond = 0;
    for (const place of places) {
      const status = this.failed.at(place) === 1 ? "failure" : "success";
      if (room[status] === 0) {
        if (status === "failure") failuresBeyond++;
        continue;
      }
      room[status]--;
      const attempt: Attempt = JSON.parse(this.scratch.read(this.offsets.at(place), this.lengths.at(place)).toString());
      attempts.push(attempt);
    }
    return { attempts, failuresBeyond };
  }
}

function ascending(length: number): Uint32Array {
  return new Uint32Array(length).map((_, index) => index);
}
