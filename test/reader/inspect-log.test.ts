import { expect, test } from "vitest";
import { asString, isObject } from "../../src/base/json.ts";
import { unpack } from "../../src/reader/containers/unpack.ts";
import type { Source } from "../../src/sources/source.ts";
import { mini, miniTrajectory } from "./mini-source.ts";
import { folderWith, readAll } from "./read-all.ts";
import { zipOf, type ZipMember } from "./zip-of.ts";

/** Reads what unpacking makes of an archive: the goal is the name of the task and the sample's id. */
const inspect: Source = {
  ...mini,
  name: "inspect",
  detect: (head) =>
    isObject(head.values[0]) && isObject(head.values[0]["inspect_header"]) ? { confidence: 0.9, why: "header" } : undefined,
  *parse(record) {
    const value = record.json();
    const { inspect_header: about, sample: one } = isObject(value) ? value : {};
    if (!isObject(about) || !isObject(one)) throw new Error("no sample");
    yield miniTrajectory(`${asString(about["task"])} ${JSON.stringify(one["id"])}`, ["x"]);
  },
};

const header: ZipMember = { name: "header.json", text: '{\n  "task": "sums",\n  "limit": NaN\n}' };

function sample(id: number, method: ZipMember["method"] = 8): ZipMember {
  return { name: `samples/${id}_epoch_1.json`, text: `{\r\n  "id": ${id},\n  "score": -Infinity, "text": "NaN \\n"}`, method };
}

test("samples packed in any way are records in the order of the archive, and the header comes along", async () => {
  const archive = zipOf([
    { name: "_journal/start.json", text: "{}" },
    sample(3, 0),
    sample(1, 8),
    { name: "summaries.json", text: "[]" },
    sample(2, 93),
    header,
  ]);
  expect((await readAll(archive, { source: inspect, name: "log.bin" })).fates).toEqual(["1 sums 3", "2 sums 1", "3 sums 2"]);
});

test("the text of both is kept as it is written, on one line", async () => {
  const folder = folderWith({ "a.eval": zipOf([header, sample(1)]) });
  const pieces: Uint8Array[] = [];
  for await (const piece of unpack(`${folder}/a.eval`, "zip")) if (piece instanceof Uint8Array) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe(
    '{"inspect_header": {   "task": "sums",   "limit": NaN }, "sample": {    "id": 1,   "score": -Infinity, "text": "NaN \\n"}}\n',
  );
});

test("a log that was not finished has the header of its journal, and of two entries of one name the last counts", async () => {
  const start = { name: "_journal/start.json", text: '{"task":"begun"}' };
  const second = { ...sample(1), text: '{"id":"again"}' };
  expect((await readAll(zipOf([start, sample(1), sample(2), second]), { source: inspect })).fates).toEqual([
    '1 begun "again"',
    "2 begun 2",
  ]);
});

test("a damaged sample costs itself, and the lines of the others stay", async () => {
  const archive = zipOf([header, sample(1), sample(2, 93), sample(3), { name: "samples/4.json", text: '{"id":' }, sample(5, 0)]);
  const at = archive.indexOf("samples/2_epoch_1.json") + "samples/2_epoch_1.json".length + 8;
  archive[at] = (archive[at] ?? 0) ^ 0xff;
  const { fates, messages } = await readAll(archive, { source: inspect });
  expect(fates).toEqual(["1 sums 1", "2 !damaged_container", "3 sums 3", "4 !broken_json", "5 sums 5"]);
  expect(messages[0]).toMatch(/the sample samples\/2_epoch_1\.json of the archive cannot be read \(.+\)\. The other samples are read\.$/);
});

test("an archive that was cut off, is none of Inspect, or has no sample is told", async () => {
  const archive = zipOf([header, sample(1)]);
  expect((await readAll(archive.subarray(0, archive.length - 30), { source: inspect })).messages[0]).toMatch(
    /the zip file is damaged or was cut off/,
  );
  expect((await readAll(zipOf([{ name: "a.txt", text: "x" }]), { source: inspect })).messages[0]).toContain(
    "is a zip archive, and no log of Inspect",
  );
  expect((await readAll(zipOf([header]), { source: inspect })).fates).toEqual(["1 !empty_file"]);
});

test("an entry that unpacks to more than a record may have is not unpacked", async () => {
  const bomb = { name: "samples/2.json", text: Buffer.alloc(65 << 20, " "), method: 93 as const };
  const { fates, messages } = await readAll(zipOf([header, sample(1), bomb, sample(3)]), { source: inspect });
  expect(fates).toEqual(["1 sums 1", "2 !record_too_large", "3 sums 3"]);
  expect(messages[0]).toContain("it unpacks to 68157440 bytes, more than the limit of 67108864");
});
