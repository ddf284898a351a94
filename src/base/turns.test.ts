import { setImmediate as nextRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { createTurns, type Turns } from "./turns.ts";

/** Three pieces that come at once; each goes on for some steps, sends something, and asks to be told of what comes in. */
async function threePieces(turns: Turns): Promise<string[]> {
  const told: string[] = [];
  const piece = async (name: string): Promise<void> => {
    await turns.next();
    told.push(`${name} begins`);
    process.nextTick(() => told.push(`${name} sends`));
    setImmediate(() => told.push(`${name} hears`));
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    told.push(`${name} ends`);
  };
  await Promise.all(["a", "b", "c"].map(piece));
  await nextRound();
  await nextRound();
  return told;
}

test("pieces come one after another, and what one sends leaves before the next begins", async () => {
  expect(await threePieces(createTurns(Infinity))).toEqual([
    ...["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`, `${name} sends`]),
    ...["a", "b", "c"].map((name) => `${name} hears`),
  ]);
});

test("when the time is over, what came in is heard before the next piece", async () => {
  expect(await threePieces(createTurns(0))).toEqual(
    ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`, `${name} sends`, `${name} hears`]),
  );
});

test("pieces that come later have their turns, too", async () => {
  const turns = createTurns(0);
  const first = await threePieces(turns);
  expect(await threePieces(turns)).toEqual(first);
});
