import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitZstdFrames } from "../../src/reader/containers/zstd-frames.ts";
import { readHead } from "../../src/reader/head.ts";
import { folderWith, readAll } from "./read-all.ts";

const containers = Object.entries({
  gzip: (data: string | Uint8Array) => gzipSync(data),
  zstd: (data: string | Uint8Array) => zstdCompressSync(data),
});
const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

/** Lines of which some are broken, blank or long. */
const contents = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 30 }).map((goal) => JSON.stringify({ goal: `g${goal}`, did: ["x"] })),
      fc.constantFrom("", '{"goal":', '{"goal":"n","did":["x"],"n":NaN}'),
      fc.nat(400_000).map((length) => JSON.stringify({ goal: "long", did: ["y".repeat(length)] })),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((lines) => ['{"goal":"first","did":["x"]}', ...lines].join("\n"));

describe.each(containers)("%s", (name, pack) => {
  test("the records are those of the file unpacked, with their lines", async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.array(fc.nat(), { maxLength: 4 }), async (content, cuts) => {
        const bytes = Buffer.from(content);
        const places = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
        // As a file that was appended to: several members or frames.
        const parts = places.slice(1).map((end, index) => pack(bytes.subarray(places[index], end)));
        expect((await readAll(Buffer.concat(parts))).fates).toEqual((await readAll(content)).fates);
      }),
      { numRuns: 40 },
    );
  });

  test("every framing works inside", async () => {
    for (const content of [
      '[{"goal":"a","did":["x"]},\n{"goal":"b","did":["x"]}]',
      '{\n"goal":"a","did":["x"]}\n{"goal":"b",\n"did":["x"]}',
    ]) {
      expect((await readAll(pack(content))).fates).toEqual((await readAll(content)).fates);
    }
    expect((await readAll(pack(`\u{feff}{"goal":"a","did":["x"]}\n{"goal":"b","did":["x"]}\n`))).fates).toEqual(["1 a", "2 b"]);
  });

  test("a first line longer than the head is known to be one of several", async () => {
    const long = JSON.stringify({ goal: "long", did: ["ab ".repeat(200_000)] });
    expect((await readAll(pack(`${long}\n{"goal":"b","did":\n{"goal":"c","did":["x"]}\n`))).fates).toEqual([
      "1 long",
      "2 !broken_json",
      "3 c",
    ]);
    expect((await readAll(pack(`${long}\n`))).fates).toEqual(["1 long"]);
  });

  test("of a file that was cut off anywhere, the records before the end are read and the rest is told", async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => JSON.stringify({ goal: `g${index} ${Math.sin(index)}`, did: ["x"] }));
    const packed = pack(lines.join("\n"));
    const whole = (await readAll(packed)).fates;
    expect(whole.length).toBe(3000);
    let longest = 0;
    for (let share = 0.05; share < 1; share += 0.05) {
      const { fates, messages } = await readAll(packed.subarray(0, Math.floor(packed.length * share)));
      expect(fates.at(-1)).toMatch(/!damaged_container$/);
      expect(messages).toEqual([
        expect.stringMatching(new RegExp(`the ${name} file is damaged or was cut off \\(.+\\)\\. What comes before`)),
      ]);
      expect(fates.slice(0, -1)).toEqual(whole.slice(0, fates.length - 1));
      longest = Math.max(longest, fates.length);
    }
    expect(longest).toBeGreaterThan(100);
  });

  test("damage at any place costs no more than an error", async () => {
    const lines = Array.from({ length: 50 }, (_, index) => JSON.stringify({ goal: `g${index}`, did: [`${Math.sin(index)}`] }));
    const packed = pack(lines.join("\n"));
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(packed);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const { fates } = await readAll(bytes);
        expect(fates.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test("what holds nothing, or another container, is told", async () => {
    expect((await readAll(pack(" \n"))).fates).toEqual(["1 !empty_file"]);
    const { fates, messages } = await readAll(pack(""));
    expect(fates).toEqual(["1 !empty_file"]);
    expect(messages[0]).toContain("runs.jsonl is empty");
    const nested = name === "gzip" ? gzipSync(zstdCompressSync("{}")) : zstdCompressSync(gzipSync("{}"));
    expect((await readAll(nested)).messages).toEqual([
      expect.stringMatching(/holds a (gzip|zstd) file packed with (gzip|zstd)\. Unpack it first\.$/),
    ]);
    const tar = Buffer.alloc(1024);
    tar.write("runs.jsonl", 0);
    tar.write("ustar", 257);
    const packed = name === "gzip" ? gzipSync(tar) : zstdCompressSync(tar);
    expect((await readAll(packed)).messages[0]).toContain(`holds a tar file packed with ${name}`);
  });
});

test("a bomb is not unpacked to its end", async () => {
  const bomb = zstdCompressSync(Buffer.concat([Buffer.from('{"goal":"g","did":["x"]}\n'), Buffer.alloc(256 << 20, "\n")]));
  expect(bomb.length).toBeLessThan(64 << 10);
  const { fates, messages } = await readAll(bomb);
  expect(fates).toEqual(["1 g", "1 !unpacks_too_large"]);
  expect(messages[0]).toMatch(/bytes unpack to more than \d+, over 1000 times as much/);
});

describe("frames of zstd", () => {
  test("are told apart in chunks of any size, and skippable ones left out", async () => {
    const frames = ["one ".repeat(50), "", "two".repeat(90_000)].map((text) => zstdCompressSync(text));
    const [one, none, two] = frames;
    if (one === undefined || none === undefined || two === undefined) throw new Error("no frames");
    const bytes = Buffer.concat([skippable, one, skippable, none, two, skippable]);
    const expected = Buffer.concat(frames);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of splitZstdFrames(chunksOf(bytes, sizes))) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(expected)).toBe(true);
        let end = 0;
        const ends = new Set([one.length, one.length + none.length, expected.length]);
        for (const piece of pieces) {
          // No piece goes over the end of a frame.
          expect([...ends].some((place) => place > end && place < end + piece.length)).toBe(false);
          end += piece.length;
        }
      }),
    );
  });

  test("of a file that begins with a skippable one are read", async () => {
    const packed = Buffer.concat([
      skippable,
      zstdCompressSync('{"goal":"a","did":["x"]}\n'),
      skippable,
      zstdCompressSync('{"goal":"b","did":["x"]}\n'),
    ]);
    expect((await readAll(packed)).fates).toEqual(["1 a", "2 b"]);
    expect((await readAll(Buffer.concat([packed, Buffer.from("what is this")]))).fates).toEqual(["1 a", "2 b", "2 !damaged_container"]);
  });
});

test("the head of a container is that of its text, and its size that of the file", async () => {
  const packed = gzipSync('{"goal":"g"}\n{"goal":"h"}\n');
  const folder = folderWith({ "a.txt": packed });
  expect(await readHead(`${folder}/a.txt`)).toMatchObject({
    container: "gzip",
    oneALine: true,
    head: {
      size: packed.length,
      complete: true,
      shape: "lines",
      text: '{"goal":"g"}\n{"goal":"h"}\n',
      values: [{ goal: "g" }, { goal: "h" }],
    },
  });
});

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = (sizes[index % sizes.length] ?? 1) * (index % 7 === 6 ? 5000 : 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
