import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";

/** A file of an archive. `method`: 0 stored, 8 deflate, 93 zstd. */
export interface ZipMember {
  name: string;
  text: string | Uint8Array;
  method?: 0 | 8 | 93;
}

/** A zip archive with these members, as small as the format allows. */
export function zipOf(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, method = 8 } of members) {
    const bytes = Buffer.from(text);
    const packed = method === 0 ? bytes : method === 8 ? deflateRawSync(bytes) : zstdCompressSync(bytes);
    const sizes = [crc32(bytes), packed.length, bytes.length];
    const common = [u16(63), u16(0), u16(method), u32(0), ...sizes.map(u32), u16(name.length), u16(0)];
    const local = Buffer.concat([u32(0x04034b50), ...common, Buffer.from(name), packed]);
    directory.push(Buffer.concat([u32(0x02014b50), u16(63), ...common, u16(0), u16(0), u16(0), u32(0), u32(offset), Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const count = u16(members.length);
  const end = Buffer.concat([u32(0x06054b50), u16(0), u16(0), count, count, u32(listed.length), u32(offset), u16(0)]);
  return Buffer.concat([...parts, listed, end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
