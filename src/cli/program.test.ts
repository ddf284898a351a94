import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "./program.ts";

/** Parses a command line with handlers that only note what they were called with. */
async function parse(...argv: string[]): Promise<unknown[]> {
  const called: unknown[] = [];
  const note = async (...given: unknown[]): Promise<void> => void called.push(...given);
  const program = createProgram("1.2.3", {
    run: note,
    inspect: note,
    convert: note,
    explain: note,
    export: note,
    batch: note,
    estimate: note,
  });
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  await program.parseAsync(argv, { from: "user" });
  return called;
}

test("run takes several inputs and typed options", async () => {
  const [inputs, flags] = await parse(
    "run",
    "a",
    "b",
    "-o",
    "out",
    "--to",
    "trl-sft, sharegpt",
    "--theta",
    "0.7",
    "--workers",
    "3",
    "--branches",
  );
  expect(inputs).toEqual(["a", "b"]);
  expect(flags).toEqual({ out: "out", to: ["trl-sft", "sharegpt"], theta: 0.7, workers: 3, branches: true });
});

test("settings that are not given stay absent, so that the configuration has the only defaults", async () => {
  expect(await parse("run", "a", "-o", "out")).toEqual([["a"], { out: "out", workers: "auto" }]);
});

test("the help says that more tries change nothing for the rules", () => {
  const note = async (): Promise<void> => {};
  const { commands } = createProgram("1.2.3", {
    run: note,
    inspect: note,
    convert: note,
    explain: note,
    export: note,
    batch: note,
    estimate: note,
  });
  const tries = commands.flatMap(({ options }) => options).find(({ long }) => long === "--tries");
  expect(tries?.description).toContain("rules are asked once");
});

test("export and explain", async () => {
  expect(await parse("export", "out", "--to", "trl-dpo", "--val", "0.1")).toEqual(["out", { to: ["trl-dpo"], val: 0.1, workers: "auto" }]);
  expect(await parse("explain", "out", "t_1", "--json")).toEqual(["out", "t_1", { json: true }]);
});

test.each([
  ["an unknown command", ["frobnicate"]],
  ["an unknown option", ["run", "a", "-o", "out", "--thetta", "1"]],
  ["no inputs", ["run", "-o", "out"]],
  ["no output folder", ["run", "a"]],
  ["workers that are none", ["run", "a", "-o", "out", "--workers", "0"]],
  ["an empty exporter", ["run", "a", "-o", "out", "--to", "trl-sft,,"]],
  ["a seed in letters", ["run", "a", "-o", "out", "--seed", "x"]],
])("%s is a mistake, and nothing is run", async (_, argv) => {
  const error = await parse(...argv).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(CommanderError);
  expect(error).toMatchObject({ exitCode: 1 });
});
