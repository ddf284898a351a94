import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Nursery past which V8 is told to let it be. Records are text soon and garbage right after: a larger one only takes memory. */
const NURSERY_BYTES = 16_000_000;

/** How often its size is looked at until it is that large. A process reaches it within a second or two, or never. */
const LOOK_MS = 50;

/** Versions of V8 in which both flags are known to be read whenever they are needed, and not only at the start: Node 22 to 24. */
const knownMajors = new Set(["12", "13"]);

/**
 * Keeps garbage from piling up in a process that reads for long. V8 by itself lets the nursery grow to 128 MB and the rest to four times what is
 * alive, the more the longer a process runs, so that memory seems to grow with the input. From here on the nursery stays at about 16 MB, and
 * what lives on is collected when it has grown by half.
 *
 * Does nothing on a V8 that it does not know, or where the user set sizes of the heap.
 */
export function boundMemory(): void {
  if (!isBoundable()) return;
  setFlagsFromString("--heap-growing-percent=50");
  boundNursery();
}

/**
 * Keeps the nursery from growing past about 16 MB, and nothing else. What is asked of V8 holds for all threads of the process, so where others work, wait until
 * they have grown theirs.
 *
 * @param afterMs when to begin to look
 */
export function boundNursery(afterMs = 0): void {
  if (!isBoundable()) return;
  const begun = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - begun < afterMs) return;
    const nursery = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    if (nursery !== undefined && nursery.space_size < NURSERY_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    clearInterval(timer);
  }, LOOK_MS);
  timer.unref();
}

function isBoundable(): boolean {
  const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  const [major = ""] = process.versions.v8.split(".");
  return knownMajors.has(major) && !/semi-space|heap-growing/.test(given);
}
