import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = path.join(root, "src");

/** The folders of `src`, lowest first, as docs/architecture.md and oxlint.config.ts have them. */
const layers = ["base", "llm", "trajectory", "sources", "reader", "evidence", "stages", "exporters", "dataset", "run", "cli"];

describe("size of the files", () => {
  test("no file of src is above 400 lines, and most are short", async () => {
    const sizes = await Promise.all(
      (await sourceFiles()).map(async (file) => ({
        file,
        lines: (await readFile(path.join(source, file), "utf8")).trimEnd().split("\n").length,
      })),
    );
    const sorted = sizes.map((size) => size.lines).toSorted((left, right) => left - right);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    console.log(`src: ${sorted.length} files, lines: median ${at(0.5)}, p90 ${at(0.9)}, max ${sorted.at(-1)}`);
    expect(sizes.filter((size) => size.lines > 400)).toEqual([]);
    expect(at(0.5)).toBeLessThanOrEqual(100);
    expect(at(0.9)).toBeLessThanOrEqual(250);
  });

  test("file names are kebab-case", async () => {
    expect((await sourceFiles()).filter((file) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(file))).toEqual([]);
  });
});

describe("import directions in src", () => {
  test("every import, lazy ones too, points to the same layer or down", async () => {
    const wrong: string[] = [];
    for (const { from, to, types } of await imports()) {
      const upwards = layers.indexOf(layerOf(to)) > layers.indexOf(layerOf(from));
      const typesOfStages = types && layerOf(from) === "evidence" && /^stages\/[^/]+\.ts$/.test(to);
      if (layerOf(from) !== "" && (layerOf(to) === "" || upwards) && !typesOfStages) wrong.push(`${from} imports ${to}`);
    }
    expect(wrong).toEqual([]);
  });

  test.each(["sources", "exporters"])("only the registry of %s knows several formats", async (layer) => {
    const common = new Set(["source", "exporter", "shared"]);
    const wrong = (await imports())
      .filter(({ from, to }) => layerOf(from) === layer && layerOf(to) === layer && from !== `${layer}/index.ts`)
      .filter(({ from, to }) => formatOf(from) !== formatOf(to) && !common.has(formatOf(to)));
    expect(wrong).toEqual([]);
  });

  test.each([
    ["sources", "source.ts"],
    ["exporters", "exporter.ts"],
  ])("the registry of %s lists the files of its folder", async (layer, contract) => {
    const names = (await readdir(path.join(source, layer)))
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== contract && file !== "index.ts")
      .map((file) => file.replace(/\.ts$/, ""));
    expect(new Set(await registryKeys(layer))).toEqual(new Set(names));
  });
});

describe("the linter", () => {
  /** Each file breaks one rule of the house; `rule` is what must be reported for it, and null means that it is in order. */
  const planted: Record<string, { text: string; rule: string | null }> = {
    "src/base/reaches-up.ts": { text: `export { answer } from "../stages/answer.ts";`, rule: "no-restricted-imports" },
    "src/trajectory/reaches-up.ts": {
      text: `import type { Answer } from "../sources/source.ts";\nexport type Mine = Answer;`,
      rule: "no-restricted-imports",
    },
    "src/stages/failure-detector/knows-sibling.ts": {
      text: `export { answer } from "../data-augmenter/answer.ts";`,
      rule: "no-restricted-imports",
    },
    "src/stages/failure-detector/knows-index.ts": { text: `export { answer } from "../index.ts";`, rule: "no-restricted-imports" },
    "src/stages/failure-detector/in-order.ts": { text: `export { answer } from "../answer.ts";`, rule: null },
    "src/sources/knows-sibling.ts": { text: `export { other } from "./other.ts";`, rule: "no-restricted-imports" },
    "src/sources/in-order.ts": {
      text: `export { shared } from "./shared/shared.ts";\nexport type { Answer } from "./source.ts";`,
      rule: null,
    },
    "src/sources/shared/knows-source.ts": { text: `export { other } from "../other.ts";`, rule: "no-restricted-imports" },
    "src/exporters/knows-sibling.ts": { text: `export { other } from "./other.ts";`, rule: "no-restricted-imports" },
    "src/evidence/runs-stage.ts": { text: `export { answer } from "../stages/answer.ts";`, rule: "no-restricted-imports" },
    "src/evidence/in-order.ts": { text: `import type { Answer } from "../stages/answer.ts";\nexport type Mine = Answer;`, rule: null },
    "src/run/ends-process.ts": { text: `export function end(): never {\n  process.exit(1);\n}`, rule: "no-restricted-properties" },
    "src/run/speaks.ts": { text: `export function speak(): void {\n  process.stdout.write("hello");\n}`, rule: "no-restricted-properties" },
    "src/dataset/logs.ts": { text: `export function log(): void {\n  console.log("hello");\n}`, rule: "no-console" },
    "src/cli/in-order.ts": { text: `export function speak(): void {\n  process.stdout.write("hello");\n  process.exit(1);\n}`, rule: null },
    "src/run/cycle-a.ts": { text: `import { b } from "./cycle-b.ts";\nexport const a: () => number = () => b();`, rule: "no-cycle" },
    "src/run/cycle-b.ts": { text: `import { a } from "./cycle-a.ts";\nexport const b: () => number = () => a();`, rule: "no-cycle" },
    "src/run/floating.ts": {
      text: `async function later(): Promise<void> {}\nexport function now(): void {\n  later();\n}`,
      rule: "no-floating-promises",
    },
    "src/run/any.ts": { text: `export const anything: any = 1;`, rule: "no-explicit-any" },
  };
  const support: Record<string, string> = {
    "src/stages/answer.ts": `export const answer = 42;\nexport type Answer = number;`,
    "src/stages/index.ts": `export { answer } from "./answer.ts";`,
    "src/stages/data-augmenter/answer.ts": `export const answer = 42;`,
    "src/sources/source.ts": `export type Answer = number;`,
    "src/sources/other.ts": `export const other = 1;`,
    "src/sources/shared/shared.ts": `export const shared = 1;`,
    "src/exporters/other.ts": `export const other = 1;`,
  };

  let project = "";
  let reported: Map<string, Set<string>> = new Map();

  beforeAll(async () => {
    project = await mkdtemp(path.join(tmpdir(), "agenther-lint-"));
    for (const file of ["oxlint.config.ts", "tsconfig.json", "package.json"]) await cp(path.join(root, file), path.join(project, file));
    await symlink(path.join(root, "node_modules"), path.join(project, "node_modules"), "junction");
    for (const [file, text] of [
      ...Object.entries(planted).map(([name, plant]) => [name, plant.text] as const),
      ...Object.entries(support),
    ]) {
      await mkdir(path.dirname(path.join(project, file)), { recursive: true });
      await writeFile(path.join(project, file), `${text}\n`);
    }
    reported = await lint(project);
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  test.each(Object.entries(planted).map(([file, { rule }]) => ({ file, rule })))("$file: $rule", ({ file, rule }) => {
    expect([...(reported.get(file) ?? [])]).toEqual(rule === null ? [] : [rule]);
  });

  test("finds nothing in what is in order", () => {
    expect(Object.keys(support).filter((file) => reported.has(file))).toEqual([]);
  });
});

/** Runs oxlint in a folder; gives the names of the rules that each file broke. */
async function lint(folder: string): Promise<Map<string, Set<string>>> {
  const oxlint = path.join(root, "node_modules", "oxlint", "bin", "oxlint");
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [oxlint, "-f", "json"], { cwd: folder, maxBuffer: 1 << 26 }, (_error, out, complaint) => {
      // Exit code 1 is what is expected here; without JSON on stdout the linter did not run at all.
      if (out.trimStart().startsWith("{")) resolve(out);
      else reject(new Error(`oxlint printed no JSON: ${out}${complaint}`));
    });
  });
  const { diagnostics }: { diagnostics: Array<{ code: string; filename: string }> } = JSON.parse(stdout);
  const byFile = new Map<string, Set<string>>();
  for (const { code, filename } of diagnostics) {
    const file = filename.replaceAll("\\", "/");
    const rules = byFile.get(file) ?? new Set();
    byFile.set(file, rules.add(code.replace(/^.*\((.*)\)$/, "$1")));
  }
  return byFile;
}

/** Files of `src` without the tests, as paths below `src` with `/`. */
async function sourceFiles(): Promise<string[]> {
  const files = await readdir(source, { recursive: true });
  return files.map((file) => file.replaceAll("\\", "/")).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
}

/** Every relative import, re-export and lazy import between files of `src`. `types`: it vanishes when compiled. */
async function imports(): Promise<Array<{ from: string; to: string; types: boolean }>> {
  const found: Array<{ from: string; to: string; types: boolean }> = [];
  for (const from of await sourceFiles()) {
    const text = await readFile(path.join(source, from), "utf8");
    for (const match of text.matchAll(/^(import|export) (type )?[^;]*?from "(\.[^"]+)";|\bimport\("(\.[^"]+)"\)/gm)) {
      const specifier = match[3] ?? match[4] ?? "";
      found.push({ from, to: path.posix.join(path.posix.dirname(from), specifier), types: match[2] !== undefined });
    }
  }
  return found;
}

/** First folder of a path below `src`; empty for the public API beside the folders. */
function layerOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

/** The format that a file of `sources` or `exporters` belongs to: its own name, or its folder's. */
function formatOf(file: string): string {
  return (file.split("/")[1] ?? "").replace(/\.ts$/, "");
}

/** Names in the literal of a registry: those whose value is a lazy import. */
async function registryKeys(layer: string): Promise<string[]> {
  const text = await readFile(path.join(source, layer, "index.ts"), "utf8");
  return [...text.matchAll(/^ {2}"?([a-z0-9-]+)"?: (?:async )?\(\) =>/gm)].map((match) => match[1] ?? "");
}
