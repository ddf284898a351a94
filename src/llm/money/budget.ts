import { ModelError } from "../model-error.ts";

/** Money set aside for one request. */
export interface Reservation {
  /** Gives back what was set aside and books what it cost. In US dollars. */
  settle(cost: number): void;
}

/** A cap on what may be spent. */
export interface Budget {
  /**
   * Sets money aside. Waits while requests under way may still give some back.
   *
   * @throws ModelError `budget_exhausted` when nothing more can come back; the signal's reason
   */
  reserve(amount: number, signal: AbortSignal): Promise<Reservation>;
  /** Books what is certain to be paid later (a question written to a batch). @throws ModelError `budget_exhausted` */
  commit(amount: number): void;
  /** Booked so far, in US dollars. */
  readonly spent: number;
}

/**
 * A cap that holds: the worst case of every request is set aside before it is sent.
 *
 * @param most US dollars; `Infinity` for none
 * @param spent what counts as spent from the start
 */
export function createBudget(most: number, spent = 0): Budget {
  let reserved = 0;
  let waiting: Array<{ amount: number; admit: () => void; refuse: () => void; gone: boolean }> = [];

  const exhausted = (amount: number): ModelError =>
    new ModelError(
      "budget_exhausted",
      `The next request may cost up to $${amount.toFixed(4)}, and of the budget of $${most} only $${Math.max(0, most - spent).toFixed(4)} is left. What was paid for is kept: raise --max-cost and run the same command again to go on.`,
    );
  const fits = (amount: number): boolean => spent + reserved + amount <= most + 1e-12;
  const take = (amount: number): Reservation => {
    reserved += amount;
    return {
      settle(cost) {
        reserved -= amount;
        spent += cost;
        wake();
      },
    };
  };
  const wake = (): void => {
    waiting = waiting.filter((each) => !each.gone);
    while (waiting.length > 0) {
      const [first] = waiting;
      if (first === undefined) return;
      if (fits(first.amount)) first.admit();
      else if (reserved <= 1e-12) first.refuse();
      else return;
      waiting.shift();
    }
  };

  return {
    async reserve(amount, signal) {
      if (most === Infinity || (waiting.length === 0 && fits(amount))) return take(amount);
      if (reserved <= 1e-12) throw exhausted(amount);
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiter.gone = true;
          reject(signal.reason);
        };
        const waiter = {
          amount,
          gone: false,
          admit: () => {
            signal.removeEventListener("abort", stop);
            resolve(take(amount));
          },
          refuse: () => {
            signal.removeEventListener("abort", stop);
            reject(exhausted(amount));
          },
        };
        if (signal.aborted) return stop();
        signal.addEventListener("abort", stop, { once: true });
        waiting.push(waiter);
      });
    },
    commit(amount) {
      if (!fits(amount)) throw exhausted(amount);
      spent += amount;
    },
    get spent() {
      return spent;
    },
  };
}
