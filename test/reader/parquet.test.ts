import { writeFileSync } from "node:fs";
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readHead } from "../../src/reader/head.ts";
import { BrokenContainer, type Piece } from "../../src/reader/containers/container.ts";
import { unpackParquet } from "../../src/reader/containers/parquet.ts";
import { unpack } from "../../src/reader/containers/unpack.ts";
import { folderWith, readAll } from "./read-all.ts";

function parquetOf(columnData: ColumnSource[], options: { rowGroupSize?: number; schema?: SchemaElement[] } = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

/** `{goal, did}` with a real list column. */
function runsOf(count: number, rowGroupSize: number): Uint8Array {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const columns = [
    { name: "goal", data: numbers.map((number) => `g${number}`) },
    { name: "did", data: numbers.map((number) => (number % 3 === 2 ? [] : [`x${number}`, "y"])) },
  ];
  const schema: SchemaElement[] = [
    { name: "root", num_children: 2 },
    { name: "goal", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    { name: "did", converted_type: "LIST", repetition_type: "OPTIONAL", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  ];
  return parquetOf(columns, { rowGroupSize, schema });
}

async function textOf(bytes: Uint8Array): Promise<string> {
  const folder = folderWith({ "a.parquet": bytes });
  const pieces: Uint8Array[] = [];
  for await (const piece of unpack(`${folder}/a.parquet`, "parquet")) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("rows are records, whatever the row groups, with the number of the row as their line", async () => {
  const expected = Array.from({ length: 700 }, (_, index) => (index % 3 === 2 ? `${index + 1} !no_steps` : `${index + 1} g${index}`));
  for (const rowGroupSize of [1, 100, 1000]) {
    expect((await readAll(runsOf(700, rowGroupSize))).fates).toEqual(expected);
  }
});

test("each kind of value has the form that is stated", async () => {
  const long = 2n ** 60n + 1n;
  const text = await textOf(
    parquetOf([
      { name: "json_text", data: ['{"a": 1.0}', "not json"], type: "STRING" },
      { name: "json", data: [{ a: 1 }, [1, 2]], type: "JSON" },
      { name: "long", data: [1n, long], type: "INT64" },
      { name: "real", data: [0.5, Number.NaN], type: "DOUBLE" },
      { name: "at", data: [new Date(0), new Date(1_700_000_000_123)], type: "TIMESTAMP" },
      { name: "bytes", data: [Buffer.from("grün"), Uint8Array.of(0xff, 0)], type: "BYTE_ARRAY" },
      { name: "flag", data: [true, null], type: "BOOLEAN", nullable: true },
      {
        name: "nested",
        data: [
          { role: "user", parts: [1, 2] },
          { role: "tool", parts: [] },
        ],
      },
    ]),
  );
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    {
      json_text: '{"a": 1.0}',
      json: { a: 1 },
      long: 1,
      real: 0.5,
      at: "1970-01-01T00:00:00.000Z",
      bytes: "grün",
      flag: true,
      nested: { role: "user", parts: [1, 2] },
    },
    {
      json_text: "not json",
      json: [1, 2],
      long: String(long),
      real: null,
      at: "2023-11-14T22:13:20.123Z",
      bytes: { base64: "/wA=" },
      flag: null,
      nested: { role: "tool", parts: [] },
    },
  ]);
});

test("the head holds the first rows only, and knows that each is a line", async () => {
  const folder = folderWith({ "a.bin": runsOf(1, 1000), "b.bin": runsOf(500, 1000) });
  expect(await readHead(`${folder}/a.bin`)).toMatchObject({
    container: "parquet",
    oneALine: true,
    head: { shape: "lines", values: [{ goal: "g0" }] },
  });
  const { head } = await readHead(`${folder}/b.bin`);
  expect(head.complete).toBe(false);
  expect(head.text.trimEnd().split("\n")).toHaveLength(64);
});

test("a row group that is damaged is told, and the rows of the others keep their lines", async () => {
  const bytes = runsOf(300, 100);
  // The first page header behind the middle: where the second row group lies.
  const damaged = Uint8Array.from(bytes);
  const middle = Math.floor(bytes.length * 0.4);
  damaged.fill(0xff, middle, middle + 40);
  const { fates, messages } = await readAll(damaged);
  expect(messages).toContainEqual(expect.stringMatching(/rows 101 to 200 of the Parquet file cannot be read/));
  expect(fates).toContain("101 !damaged_container");
  expect(fates).toContain("1 g0");
  expect(fates).toContain("299 g298");
  expect(fates.filter((fate) => fate.startsWith("1") && fate.endsWith("g150"))).toEqual([]);
});

test("a file that was cut off, or damaged anywhere, costs no more than an error", async () => {
  const bytes = runsOf(60, 20);
  const cut = await readAll(bytes.subarray(0, bytes.length - 20));
  expect(cut.fates).toEqual(["1 !damaged_container"]);
  expect(cut.messages[0]).toMatch(/runs\.jsonl: the Parquet file is damaged or was cut off/);
  const folder = folderWith({ "a.parquet": bytes });
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      writeFileSync(`${folder}/a.parquet`, damaged);
      // Damaged lengths make the decoder go round for hours: then it is ended.
      await expect(isReadOrBroken(unpackParquet(`${folder}/a.parquet`, {}, 500))).resolves.toBe(true);
    }),
    { numRuns: 60 },
  );
});

async function isReadOrBroken(pieces: AsyncIterable<Piece>): Promise<boolean> {
  try {
    for await (const piece of pieces) if (!(piece instanceof Uint8Array) && piece.problem.code !== "damaged_container") return false;
    return true;
  } catch (error) {
    return error instanceof BrokenContainer;
  }
}
