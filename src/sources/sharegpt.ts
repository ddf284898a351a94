import { isObject, type Json } from "../base/json.ts";
import { outcomeFields } from "./shared/outcome-by-fields.ts";
import { readRecord } from "./sharegpt/read-record.ts";
import { turnsIn, writesActions } from "./sharegpt/turns-of.ts";
import type { Source } from "./source.ts";

/** Conversations of `from` and `value`, as training data of the ShareGPT kind has them, with calls as turns of their own or in the text. */
export const sharegpt: Source = {
  name: "sharegpt",
  title: "ShareGPT conversations",
  outcomeRule: `${outcomeFields}; otherwise unknown`,
  framing: (head) => (head.shape === "array" && isTurn(head.values[0]) ? "document" : "values"),
  detect(head) {
    if (head.shape === "array" && isTurn(head.values[0])) return { confidence: 0.85, why: "one list of turns with from and value" };
    for (const value of head.values) {
      const turns = turnsIn(value);
      if (turns === undefined) continue;
      if (turns.list.some(isTurn)) return { confidence: 0.9, why: `${turns.where} with from and value` };
      // AgentInstruct, with the roles of chat messages.
      if (turns.where !== "messages" && writesActions(turns.list)) return { confidence: 0.7, why: `${turns.where} with actions in words` };
    }
    return undefined;
  },
  *parse(record) {
    yield readRecord(record.json());
  },
};

function isTurn(value: Json | undefined): boolean {
  return isObject(value) && typeof value["from"] === "string" && "value" in value;
}
