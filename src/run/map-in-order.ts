/** How much may be done ahead. */
export interface Ahead {
  /** Items that are worked on at once. */
  atOnce: number;
  /** Items that are worked on or done and waiting for those before them; as many as `atOnce` unless given. */
  atMost?: number;
}

/**
 * Works on several items at once and yields the results in the order of the items. No more are under way, or done and not yet taken, than `ahead` says, so a slow
 * consumer slows the producer down. After a failure nothing more is begun.
 *
 * @throws what `work` or the items throw; work that is under way is then waited for first
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  ahead: number | Ahead,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const { atOnce, atMost = atOnce } = typeof ahead === "number" ? { atOnce: ahead } : ahead;
  const queue: Array<Job<Result>> = [];
  try {
    for await (const item of items) {
      if (queue.some(({ state }) => state === "failed")) break;
      queue.push(begin(work(item)));
      for (let busy = underWay(queue); busy.length >= atOnce || queue.length >= atMost; busy = underWay(queue)) {
        if (queue.length >= atMost || queue[0]?.state === "done") yield await next(queue);
        else await Promise.race(busy.map(({ settled }) => settled));
      }
    }
    while (queue.length > 0) yield await next(queue);
  } finally {
    await Promise.all(queue.map(({ settled }) => settled));
  }
}

interface Job<Result> {
  result: Promise<Result>;
  /** Fulfilled when the result is there or has failed: a failure is noticed when its turn comes; until then it must not count as unhandled. */
  settled: Promise<void>;
  state: "under way" | "done" | "failed";
}

function begin<Result>(result: Promise<Result>): Job<Result> {
  const job: Job<Result> = { result, settled: Promise.resolve(), state: "under way" };
  job.settled = result.then(
    () => void (job.state = "done"),
    () => void (job.state = "failed"),
  );
  return job;
}

function underWay<Result>(queue: ReadonlyArray<Job<Result>>): Array<Job<Result>> {
  return queue.filter(({ state }) => state === "under way");
}

function next<Result>(queue: Array<Job<Result>>): Promise<Result> {
  const first = queue.shift();
  if (first === undefined) throw new Error("mapInOrder: nothing is under way");
  return first.result;
}
