import type Database from "better-sqlite3";

/** Writes of one turn of the event loop, in one transaction. */
export interface GroupCommit {
  /** Adds a write. Fulfilled when it outlives the process; rejected when any write of its group fails, because then none is made. */
  add(write: () => void): Promise<void>;
  /** Makes the writes that wait. */
  flush(): void;
}

interface Group {
  writes: Array<() => void>;
  written: PromiseWithResolvers<void>;
}

/** Writes of a group that is not added to any more, though the turn goes on: enough that the transaction does not count, few enough that nobody waits long for the rest of a swarm. */
const MOST = 16;

/**
 * Groups writes to a database. An answer that is kept makes room for the next request, which is noted before it is sent: both are one transaction, and with many answers at
 * once so are those of some of them. Nobody waits longer than for what has already happened to be dealt with.
 *
 * @param onWritten called after each group with the number of its writes
 */
export function groupCommit(db: Database.Database, onWritten: (writes: number) => void): GroupCommit {
  let group: Group | undefined;
  const writeAll = db.transaction((writes: ReadonlyArray<() => void>) => {
    for (const write of writes) write();
  });
  const flush = (): void => {
    const flushed = group;
    group = undefined;
    if (flushed === undefined) return;
    try {
      writeAll.immediate(flushed.writes);
    } catch (error) {
      flushed.written.reject(error);
      return;
    }
    onWritten(flushed.writes.length);
    flushed.written.resolve();
  };
  return {
    add(write) {
      if (group === undefined) {
        group = { writes: [], written: Promise.withResolvers() };
        setImmediate(flush);
      }
      group.writes.push(write);
      // When all that the last answer led to is in it, too: the request that takes an answer's place is not to be noted before the answer.
      if (group.writes.length === MOST) process.nextTick(flush);
      return group.written.promise;
    },
    flush,
  };
}
