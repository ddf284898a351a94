import type { JsonObject } from "../../base/json.ts";
import type { Sample } from "../../stages/data-augmenter/sample.ts";
import type { LeftOut, Row } from "../exporter.ts";
import { metadataOf } from "./metadata.ts";
import { toolsJson } from "./tools-json.ts";
import { trlMessage } from "./trl-messages.ts";
import { endsWithQuestion } from "./turns.ts";

/**
 * A row for each turn of a sample that carries loss, in TRL's prompt-completion form: the completion is that one turn, the prompt all before it.
 *
 * @param more further columns of the one exporter
 * @param phase of the rows
 */
export function* trlStepRows(sample: Sample, more: JsonObject = {}, phase = 0): Generator<Row | LeftOut, void, undefined> {
  const { messages } = sample;
  const rows = messages.map(trlMessage);
  for (const [index, message] of messages.entries()) {
    if (message.role !== "assistant" || !message.train) continue;
    const completion = rows[index];
    if (completion === undefined) continue;
    if (!endsWithQuestion(messages.slice(0, index))) {
      yield { leftOut: "no user or tool message stands before the turn" };
      continue;
    }
    yield {
      data: {
        prompt: rows.slice(0, index),
        completion: [completion],
        ...more,
        tools: toolsJson(sample.tools),
        metadata: metadataOf(sample, { step: message.step }),
      },
      trajectoryId: sample.trajectoryId,
      groupId: sample.groupId,
      phase,
    };
  }
}
