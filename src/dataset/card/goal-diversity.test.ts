import { expect, test } from "vitest";
import { goalDiversity, jensenShannonDistance } from "./goal-diversity.ts";

const cities = ["Rome", "Oslo", "Lima", "Kyiv", "Bern", "Cork", "Nara", "Faro"];
const weather = cities.map((city) => `Tell me the weather forecast in ${city} for the weekend`);
const trains = cities.map((city) => `Book a night train ticket to ${city} with a sleeping berth`);

test("the distance is 0 for equal shares, 1 for shares with nothing in common, and known between", () => {
  expect(jensenShannonDistance([0.25, 0.75], [0.25, 0.75])).toBe(0);
  expect(jensenShannonDistance([1, 0], [0, 1])).toBe(1);
  // Divergence of (1, 0) and (1/2, 1/2): 3/2 - 3/4 log2(3) bits.
  expect(jensenShannonDistance([1, 0], [0.5, 0.5])).toBeCloseTo(Math.sqrt(1.5 - 0.75 * Math.log2(3)), 10);
});

test("goals of one kind cover that kind alone", () => {
  const original = [...weather, ...trains];
  const all = goalDiversity(
    () => original,
    () => original,
    0,
  );
  expect(all).toMatchObject({ covered: all?.clusters, distance: 0, originalGoals: 16, hindsightGoals: 16 });
  const some = goalDiversity(
    () => original,
    () => weather,
    0,
  );
  expect(some?.covered).toBeLessThan(some?.clusters ?? 0);
  expect(some?.distance).toBeGreaterThan(0.4);
  expect(some?.hindsightEntropy).toBeLessThan(some?.originalEntropy ?? 0);
});

test("the order of the goals makes no difference, and without goals there is nothing to say", () => {
  const one = goalDiversity(
    () => [...weather, ...trains],
    () => trains,
    3,
  );
  const other = goalDiversity(
    () => [...trains.toReversed(), ...weather],
    () => trains.toReversed(),
    3,
  );
  expect(other).toEqual(one);
  expect(
    goalDiversity(
      () => weather,
      () => [],
      0,
    ),
  ).toBeNull();
  expect(
    goalDiversity(
      () => [],
      () => weather,
      0,
    ),
  ).toBeNull();
});
