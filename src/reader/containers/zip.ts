import { promisify } from "node:util";
import { crc32, inflateRaw, zstdDecompress } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { RecordError } from "../../base/errors.ts";
import { MAX_RECORD_BYTES } from "../raw-record.ts";

/** An open archive with its directory. */
export interface Zip {
  /** In the order of the directory, without folders. */
  entries: Entry[];
  /** Of the archive in bytes. */
  size: number;
  file: ZipFile;
  close(): void;
}

/**
 * Opens an archive and reads its directory.
 *
 * @throws when there is none or it is damaged
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: false });
  try {
    const entries = await entriesOf(file);
    return { entries, size: file.fileSize, file, close: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

function entriesOf(file: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  return new Promise((resolve, reject) => {
    file.on("error", reject);
    file.on("end", () => resolve(entries));
    file.on("entry", (entry: Entry) => {
      if (!entry.fileName.endsWith("/")) entries.push(entry);
      file.readEntry();
    });
    file.readEntry();
  });
}

const STORED = 0;
const DEFLATED = 8;
const ZSTANDARD = 93;

const inflate = promisify(inflateRaw);
const unzstd = promisify(zstdDecompress);

/**
 * The bytes of an entry: stored, deflated or packed with zstd (method 93), checked against the directory's CRC-32.
 *
 * @throws RecordError `record_too_large`, `damaged_container`; errors of zlib
 */
export async function readEntry(zip: Zip, entry: Entry): Promise<Uint8Array> {
  if (entry.uncompressedSize > MAX_RECORD_BYTES || entry.compressedSize > MAX_RECORD_BYTES) {
    throw new RecordError("record_too_large", `it unpacks to ${entry.uncompressedSize} bytes, more than the limit of ${MAX_RECORD_BYTES}`);
  }
  if (entry.isEncrypted()) throw new RecordError("damaged_container", "it is encrypted");
  const bytes = await unpacked(await packedBytes(zip, entry), entry);
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw new RecordError("damaged_container", "its content does not match its checksum");
  }
  return bytes;
}

async function packedBytes({ file }: Zip, entry: Entry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await file.openReadStreamPromise(entry, { decodeFileData: false })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function unpacked(bytes: Buffer, { compressionMethod, uncompressedSize }: Entry): Promise<Uint8Array> {
  // One byte more than the directory says, so that what is longer does not fit it, whatever the directory says.
  const maxOutputLength = uncompressedSize + 1;
  switch (compressionMethod) {
    case STORED:
      return bytes;
    case DEFLATED:
      return await inflate(bytes, { maxOutputLength });
    case ZSTANDARD:
      return await unzstd(bytes, { maxOutputLength });
    default:
      throw new RecordError("damaged_container", `it is packed by method ${compressionMethod}, and only deflate and zstd are read`);
  }
}
