import { type ScrubKind, scrubKinds } from "../dataset/scrub/finding.ts";
import { Placeholders } from "../dataset/scrub/placeholders.ts";
import { mapInOrder } from "./map-in-order.ts";
import type { FoundJournal, JournalBatch, RenderedJournal } from "./render-journal.ts";
import type { ExportCounts } from "./summary.ts";
import type { Workers } from "./workers.ts";

/** What was scrubbed in a build: by kind the distinct values, and the places at which they stood. */
export class ScrubCounts {
  readonly placeholders = new Placeholders();
  readonly #places: Partial<Record<ScrubKind, number>> = {};

  add(places: Partial<Record<ScrubKind, number>>): void {
    for (const kind of scrubKinds) if (places[kind] !== undefined) this.#places[kind] = (this.#places[kind] ?? 0) + places[kind];
  }

  counts(): NonNullable<ExportCounts["scrubbed"]> {
    const { values } = this.placeholders;
    const found = scrubKinds.filter((kind) => values[kind] !== undefined);
    return Object.fromEntries(found.map((kind) => [kind, { values: values[kind] ?? 0, places: this.#places[kind] ?? 0 }]));
  }
}

/**
 * Renders the batches of a journal in threads, in order. A batch with values to take out goes round twice: placeholders are numbered in the
 * order of the input, which no thread knows.
 */
export async function* renderedJournal(
  batches: Iterable<JournalBatch>,
  workers: Workers,
  scrubbed: ScrubCounts,
): AsyncGenerator<RenderedJournal, void, undefined> {
  const searched = mapInOrder(batches, workers.atOnce, (batch) => workers.do("render", batch));
  const { placeholders } = scrubbed;
  for await (const rendered of mapInOrder(searched, workers.atOnce, (result) => scrubbedOf(result, placeholders, workers))) {
    scrubbed.add(rendered.scrubbed);
    yield rendered;
  }
}

async function scrubbedOf(result: RenderedJournal | FoundJournal, placeholders: Placeholders, workers: Workers): Promise<RenderedJournal> {
  if (!("found" in result)) return result;
  const { found, ...batch } = result;
  const replacements = found.map((findings) => findings.map((finding) => placeholders.replacementOf(finding)));
  const rendered = await workers.do("render", { ...batch, replacements });
  if ("found" in rendered) throw new Error("a batch was searched for values that it came with the placeholders of");
  return rendered;
}
