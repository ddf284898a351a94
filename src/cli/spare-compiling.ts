import { setFlagsFromString } from "node:v8";

/**
 * Versions of V8 in which the compiler in the middle (Maglev) is on, and the flag is read whenever a function might be compiled and not only at the start: that
 * of Node 24. Without Maglev nothing would be optimised for long.
 */
const knownMajors = new Set(["13"]);

/** How often a function is called before V8's last compiler takes it up; 3000 without being told. */
const CALLS = 100_000;

/**
 * Makes V8's last compiler (Turbofan) wait for longer, in this process and all of its threads. A run goes through thousands of functions of which none takes
 * much of the time. To compile the warm ones for the second time took a sixth of all time on the processor, each thread for itself, and what came of it was
 * hardly faster than before; those that are called very often are still compiled.
 *
 * Does nothing on a V8 that it does not know, or where the user chose compilers.
 */
export function spareCompiling(): void {
  const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  const [major = ""] = process.versions.v8.split(".");
  if (knownMajors.has(major) && !/turbofan|maglev|jitless/.test(given)) setFlagsFromString(`--invocation-count-for-turbofan=${CALLS}`);
}
