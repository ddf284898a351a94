import { gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { tryParseJson } from "../../src/base/json.ts";
import { Project } from "./project.ts";
import { shopRuns } from "./shop-runs.ts";

const runs = shopRuns({ count: 600 });

test("packed runs give the bytes of the runs unpacked, with any number of threads and after a stop", async () => {
  const broken = `${runs}{"messages": broken\n`;
  const forms = { plain: broken, gzip: gzipSync(broken), zstd: zstdCompressSync(broken) };
  const outs: Record<string, Record<string, string>> = {};
  for (const [name, content] of Object.entries(forms)) {
    using project = new Project({ runs: content });
    const args = ["run", "runs", "-o", "out", "--quiet", "--workers", name === "zstd" ? "1" : "2"];
    if (name === "gzip") {
      await project.agenther(args, { kill: { signal: "SIGKILL", when: () => project.size("out/journal.jsonl") > 0 } });
    }
    expect((await project.agenther(args)).code).toBe(2);
    expect(project.json("out/run.json")).toMatchObject({
      inputs: [name === "plain" ? { plan: "read" } : { plan: "read", container: name }],
    });
    const { "run.json": _told, ...files } = project.snapshot("out");
    outs[name] = files;
  }
  expect(outs["gzip"]).toEqual(outs["plain"]);
  expect(outs["zstd"]).toEqual(outs["plain"]);
});

test("rows of Parquet whose messages are JSON text or JSON are read like lines", async () => {
  const rows = runs
    .trimEnd()
    .split("\n")
    .map((line) => tryParseJson(line));
  const values = rows.map((row) => (row.ok ? Object(row.value) : {}));
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const columns = (type: "STRING" | "JSON") =>
    names.map((name) => ({
      name,
      data: values.map((value) => (typeof value[name] === "object" && type === "STRING" ? JSON.stringify(value[name]) : value[name])),
      ...(typeof values[0]?.[name] === "object" ? { type } : {}),
    }));
  using project = new Project({
    "plain.jsonl": runs,
    "text.parquet": new Uint8Array(parquetWriteBuffer({ columnData: columns("STRING"), rowGroupSize: 50 })),
    "json.parquet": new Uint8Array(parquetWriteBuffer({ columnData: columns("JSON") })),
  });
  const { code, stdout } = await project.agenther(["inspect", ".", "--json"]);
  expect(code).toBe(0);
  const { files } = JSON.parse(stdout);
  const shown = files.map((file: Record<string, unknown>) => [file["container"], file["format"], file["trajectories"], file["outcomes"]]);
  expect(shown).toEqual([
    ["parquet", "openai-messages", 600, expect.anything()],
    [undefined, "openai-messages", 600, expect.anything()],
    ["parquet", "openai-messages", 600, expect.anything()],
  ]);
  expect(files[0].outcomes).toEqual(files[1].outcomes);
  expect(files[2].previews).toEqual(files[1].previews);
});
