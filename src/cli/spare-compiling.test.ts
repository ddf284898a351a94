import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const module_ = new URL("spare-compiling.ts", import.meta.url).href;

/** True when V8's last compiler took up a function that was called so often. */
function isTakenUp(calls: number, spare: boolean): boolean {
  const script = `
    const { spareCompiling } = await import(${JSON.stringify(module_)});
    if (${spare}) spareCompiling();
    const warm = (text) => { let sum = 0; for (const word of text.split(" ")) sum += word.length; return sum; };
    let sum = 0;
    for (let call = 0; call < ${calls}; call += 1) {
      sum += warm("some words " + (call % 7));
      // So that the loop itself is not what is compiled, with the function inside of it.
      if (call % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    console.log("done", sum > 0);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--trace-opt", "--input-type=module", "-e", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toContain("done true");
  return /^\[marking .*JSFunction warm .*TURBOFAN/m.test(stdout);
}

test("a function that is warm and no more is not compiled for the second time", () => {
  expect(isTakenUp(20_000, true)).toBe(false);
  expect(isTakenUp(20_000, false)).toBe(true);
});

test("one that is called very often is", () => {
  expect(isTakenUp(600_000, true)).toBe(true);
});
