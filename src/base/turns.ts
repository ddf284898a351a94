/** Work of one thread that is cut into pieces, so that what comes in from outside is heard between them. */
export interface Turns {
  /** Waits until it is this piece's turn. First come, first served. */
  next(): Promise<void>;
}

/**
 * Turns by time: pieces follow one another for `mostMs`, then the event loop sees to what has come in (answers, timers) before the next. Without it hundreds of pieces
 * that become ready at once are done in one go, and nothing that any of them wants to send leaves before all have ended.
 */
export function createTurns(mostMs: number): Turns {
  let waiting: Array<() => void> = [];
  let head = 0;
  let isGoing = false;
  let began = 0;
  const begin = (): void => {
    began = performance.now();
    give();
  };
  const give = (): void => {
    const next = waiting[head];
    if (next === undefined) {
      waiting = [];
      head = 0;
      isGoing = false;
      return;
    }
    head += 1;
    next();
    // By way of both queues: when all that this piece could do at once is done, and what it wanted to send is on its way.
    queueMicrotask(() => process.nextTick(goOn));
  };
  const goOn = (): void => {
    if (performance.now() - began < mostMs) give();
    else setImmediate(begin);
  };
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (isGoing) return;
        isGoing = true;
        setImmediate(begin);
      }),
  };
}

/** Long enough that asking the system for what came in does not count, short enough that no answer waits long, next to what models take. */
const TURN_MS = 4;

/** The turns of this thread. */
export const turns: Turns = createTurns(TURN_MS);
