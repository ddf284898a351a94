import { BrokenContainer } from "./container.ts";

/** Up to here nobody minds, whatever the ratio. */
const FREE_BYTES = 64 * 1024 * 1024;

/** Text of trajectories packs to a tenth, and repeated logs to a hundredth. What packs better than this is made to fill a disk. */
const MAX_RATIO = 1000;

/**
 * Refuses to unpack what grows past all sense (a zip bomb).
 *
 * @param path for the message
 * @param unpacked bytes that were unpacked so far
 * @param packed bytes that they took in the file
 * @throws BrokenContainer `unpacks_too_large`
 */
export function checkGrowth(path: string, unpacked: number, packed: number): void {
  if (unpacked <= FREE_BYTES || unpacked <= packed * MAX_RATIO) return;
  throw new BrokenContainer(
    "unpacks_too_large",
    `${path}: ${packed} bytes unpack to more than ${unpacked}, over ${MAX_RATIO} times as much, as only a file does that was made to do harm. ` +
      `It is not read further. If you trust it, unpack it yourself.`,
  );
}
