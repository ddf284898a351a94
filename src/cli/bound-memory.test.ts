import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const module_ = new URL("bound-memory.ts", import.meta.url).href;

/** Makes garbage as reading does, some of which lives for a while, and tells how large the nursery became. */
function nurseryAfterGarbage(bound: string): number {
  const script = `
    const { boundMemory, boundNursery } = await import(${JSON.stringify(module_)});
    const { getHeapSpaceStatistics } = await import("node:v8");
    ${bound};
    const held = [];
    const text = JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ index, text: "word " + index })));
    for (let round = 0; round < 4000; round += 1) {
      held[round % 200] = JSON.parse(text);
      if (round % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === "new_space").space_size);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return Number(stdout) / 1e6;
}

test("the nursery does not grow as V8 would let it", () => {
  expect(nurseryAfterGarbage("boundMemory()")).toBeLessThan(40);
  expect(nurseryAfterGarbage("boundNursery()")).toBeLessThan(40);
  expect(nurseryAfterGarbage("boundNursery(600_000)")).toBeGreaterThan(60);
  expect(nurseryAfterGarbage("")).toBeGreaterThan(60);
});
