import { isObject } from "../base/json.ts";
import { isOwnAtif } from "../trajectory/atif/index.ts";
import { outcomeOf } from "./atif/outcome-of.ts";
import { readOwn } from "./atif/read-own.ts";
import { atifVersionOf, looksLikeAtif, readAtif } from "./shared/read-atif.ts";
import type { Source } from "./source.ts";

/** The Agent Trajectory Interchange Format, v1.0 to v1.8, one document or several, and what this program itself wrote. */
export const atif: Source = {
  name: "atif",
  title: "ATIF trajectory",
  outcomeRule:
    "ATIF has no field for it; by what a document adds under `extra`: success, resolved, passed, solved (true or false), else reward or score, where 1 is success, less is failure and more is of unknown scale; by `extra.agenther` in documents that agenther wrote; otherwise unknown",
  framing: "values",
  detect(head) {
    for (const value of head.values) {
      if (!isObject(value)) continue;
      const version = atifVersionOf(value);
      if (version !== undefined) return { confidence: 0.98, why: `schema_version is ${version}` };
      if (looksLikeAtif(value)) return { confidence: 0.9, why: "an agent with a name, and steps with step_id and source" };
    }
    return undefined;
  },
  *parse(record) {
    const document = record.json();
    if (isObject(document) && isOwnAtif(document)) yield readOwn(document);
    else yield* readAtif(document, outcomeOf);
  },
};
