import { withoutBareWords } from "../base/bare-words.ts";
import { tryParseJson, type Json } from "../base/json.ts";
import type { ListFraming } from "../sources/source.ts";
import type { Companions } from "./companions.ts";
import type { CutOptions, Cutter } from "./cutter.ts";
import type { RawRecord } from "./raw-record.ts";
import { ValueCutter } from "./value-cutter.ts";

/**
 * The elements of one list in an object, each a record, however long the list is. The members before it are kept and go along with every
 * record as the companion `around`, one JSON object; one that is broken or too large is told there as unread.
 */
export class ListCutter implements Cutter {
  private readonly cutter: ValueCutter;
  private readonly members: RawRecord[] = [];
  private around: Companions | undefined;

  constructor({ list }: ListFraming, options: CutOptions) {
    this.cutter = new ValueCutter("object", options, list);
  }

  push(chunk: Uint8Array): RawRecord[] {
    return this.elements(this.cutter.push(chunk));
  }

  end(): RawRecord[] {
    const elements = this.elements(this.cutter.end());
    if (this.around !== undefined) return elements;
    // The list was empty, or the reading never got to it: then what it stumbled over has to be told.
    return [...elements, ...this.members.filter(({ problem }) => problem !== undefined)];
  }

  private elements(records: RawRecord[]): RawRecord[] {
    const elements: RawRecord[] = [];
    for (const record of records) {
      // Only what stands before the list has a key.
      if (record.key === undefined) elements.push({ ...record, companions: (this.around ??= gather(this.members)) });
      else this.members.push(record);
    }
    return elements;
  }
}

function gather(members: readonly RawRecord[]): Companions {
  const around: [string, Json][] = [];
  const unread: string[] = [];
  for (const { key = "", bytes, problem } of members) {
    const text = new TextDecoder().decode(bytes);
    const parsed = problem === undefined ? tryParseJson(withoutBareWords(text) ?? text) : undefined;
    if (parsed?.ok === true) around.push([key, parsed.value]);
    else unread.push(`the member ${key} of the file was not read: ${problem?.message ?? "it is no JSON"}`);
  }
  return { texts: { around: JSON.stringify(Object.fromEntries(around)) }, unread };
}
