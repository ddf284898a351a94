import { describe, expect, test } from "vitest";
import { dialogue, flightLost, flightWon } from "../../../test/exporters/corpus.ts";
import { agent, call, failure, run, succeeded, system, user } from "../../../test/exporters/world.ts";
import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { attemptContrasts, attemptOf, type Attempt, type NoContrast } from "./attempt-contrasts.ts";
import type { AttemptContrast } from "./sample.ts";

function attempts(...trajectories: Trajectory[]): Attempt[] {
  return trajectories.map((trajectory) => attemptOf(trajectory, failure)).filter((attempt) => attempt !== null);
}

function pairsOf(all: readonly Attempt[]): AttemptContrast[] {
  return attemptContrasts(all).filter((one): one is AttemptContrast => !("noContrast" in one));
}

function refusalsOf(all: readonly Attempt[]): string[] {
  return attemptContrasts(all)
    .filter((one): one is NoContrast => "noContrast" in one)
    .map(({ noContrast }) => noContrast);
}

function won(steps: Step[]): Trajectory {
  return run("Go", steps, { outcome: succeeded });
}

describe("attemptContrasts", () => {
  test("parts two attempts at the turn where they act differently", () => {
    const [contrast, ...more] = pairsOf(attempts(flightLost, flightWon));
    expect(more).toEqual([]);
    expect(contrast?.prompt.map(({ role }) => role)).toEqual(["user", "assistant", "tool"]);
    expect(contrast?.chosen[0]).toMatchObject({ calls: [{ name: "book", arguments: { flight: "AZ2" } }] });
    expect(contrast?.rejected[0]).toMatchObject({ calls: [{ name: "book", arguments: { flight: "AZ1" } }] });
    expect(contrast).toMatchObject({ chosenTrajectoryId: flightWon.id, rejectedTrajectoryId: flightLost.id, weight: 0.7 });
  });

  test("pairs each failure once, with the first success that fits", () => {
    const other = run("Go", [user("Go"), agent("No, in other words.")]);
    const lost = run("Go", [user("Go"), agent("No.")]);
    const first = won([user("Go"), agent("Yes.")]);
    const second = won([user("Go"), agent("", call("go", {}, "gone")), agent("Gone.")]);
    const contrasts = pairsOf(attempts(lost, first, second, other));
    expect(contrasts.map(({ chosenTrajectoryId, rejectedTrajectoryId }) => [rejectedTrajectoryId, chosenTrajectoryId])).toEqual([
      [lost.id, first.id],
      [other.id, first.id],
    ]);
  });

  test.each<[string, RegExp, Trajectory, Trajectory]>([
    [
      "another system prompt",
      /different system prompts/,
      won([system("A"), user("Go"), agent("Yes.")]),
      run("Go", [system("B"), user("Go"), agent("No.")]),
    ],
    ["another first turn of the user", /part at what the user/, won([user("Go"), agent("Yes.")]), run("Go", [user("Go!"), agent("No.")])],
    ["other tools", /other tools/, won([user("Go"), agent("Yes.")]), run("Go", [user("Go"), agent("No.")], { tools: [{ name: "go" }] })],
    [
      "one the beginning of the other",
      /beginning of the other/,
      won([user("Go"), agent("A"), user("B"), agent("C")]),
      run("Go", [user("Go"), agent("A")]),
    ],
    [
      "parting at what the environment said",
      /environment said/,
      won([user("Go"), agent("", call("go", {}, "yes")), agent("Gone.")]),
      run("Go", [user("Go"), agent("", call("go", {}, "no")), agent("Sorry.")]),
    ],
    [
      "parting in wording alone",
      /wording alone/,
      won([user("Go"), agent("I go.", call("go", { to: "x", by: "bus" }, "yes")), agent("Gone.")]),
      run("Go", [user("Go"), agent("Going.", call("go", { by: "bus", to: "x" }, "yes")), agent("Lost.")]),
    ],
    [
      "a malformed turn",
      /could not read/,
      won([user("Go"), agent("Yes.")]),
      run("Go", [user("Go"), { ...agent("???"), malformed: true }, agent("No.")]),
    ],
  ])("makes no pair of %s, and says so", (_, why, success, lost) => {
    expect(pairsOf(attempts(success, lost))).toEqual([]);
    expect(refusalsOf(attempts(success, lost))).toEqual([expect.stringMatching(why)]);
  });

  test("says of each failure that there is no success to set it against", () => {
    expect(refusalsOf(attempts(dialogue, flightLost))).toHaveLength(2);
    expect(attemptContrasts(attempts(flightWon))).toEqual([]);
  });

  test("a run whose end nobody knows is no attempt", () => {
    const unknown = run("Go", [user("Go"), agent("Hm.")], { outcome: { status: "unknown", by: "none", rule: "no verdict" } });
    expect(attemptOf(unknown, null)).toBeNull();
  });
});
