import { asString, isObject } from "../../base/json.ts";
import { CallFailure, type FailureKind } from "../call-failure.ts";
import type { Scrub } from "../scrub.ts";
import { transportErrorOf } from "./http.ts";

/**
 * Says what an error of the AI SDK or of the connection means for us. The original error is not kept as a cause: it holds the prompt and headers.
 *
 * Statuses and codes are those of the providers' documentation: 401 and 403 the key, 402 and `insufficient_quota` the account, 404 the model, 408, 409,
 * 425, 429 and 5xx passing, 413 and `context_length_exceeded` the length.
 */
export function classify(error: unknown, scrub: Scrub): CallFailure {
  if (error instanceof CallFailure) return error;
  const transport = transportErrorOf(error);
  if (transport !== undefined) return new CallFailure(transport.fault, scrub(transport.message));
  const call = readCallError(error);
  if (call.status === undefined) return new CallFailure("garbled", scrub(call.words));
  const words = scrub(`HTTP ${call.status}: ${call.words}`);
  return new CallFailure(kindOf(call), words, call.status, call.headers);
}

interface CallError {
  status: number | undefined;
  words: string;
  headers: Record<string, string>;
}

/** Reads the fields that every API error of the AI SDK has. */
function readCallError(error: unknown): CallError {
  const fields: unknown = error;
  if (!isObject(fields)) return { status: undefined, words: String(error), headers: {} };
  const status = typeof fields["statusCode"] === "number" ? fields["statusCode"] : undefined;
  const said = asString(fields["responseBody"])?.trim();
  const message = asString(fields["message"]) ?? "no words";
  const headers: Record<string, string> = {};
  if (isObject(fields["responseHeaders"])) {
    for (const [name, value] of Object.entries(fields["responseHeaders"]))
      if (typeof value === "string") headers[name.toLowerCase()] = value;
  }
  return { status, words: said === undefined || said === "" ? message : said, headers };
}

const tooLong =
  /context[ _-]?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input token count|exceeds? .{0,40}(context|token)|input is too long/i;
const format =
  /response_?format|json_?schema|responseSchema|response_?mime|guided|grammar|structured.?output|output_?(config|format)|json mode|json_object/i;
const noCredit = /insufficient_quota|credit balance|billing|payment|exceeded your current quota/i;
const noModel =
  /model.{0,80}(not found|does not exist|not exist|unknown|not supported|not available|no such)|(not found|unknown|no such|invalid).{0,20}model|model_not_found/is;

function kindOf({ status = 0, words }: CallError): FailureKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "no_credit";
  if (status === 429) return /insufficient_quota/.test(words) ? "no_credit" : "rate_limited";
  if (status === 404) return "unknown_model";
  if (status === 413) return "too_long";
  if (status === 408 || status === 409 || status === 425 || status >= 500) return "server";
  // A body that is no answer of this interface comes with the status of success.
  if (status >= 200 && status < 300) return "garbled";
  if (tooLong.test(words)) return "too_long";
  if (/api[ _-]?key.{0,30}(invalid|not valid|expired)|invalid.{0,10}api[ _-]?key/i.test(words)) return "auth";
  if (noCredit.test(words)) return "no_credit";
  if (noModel.test(words)) return "unknown_model";
  if (format.test(words)) return "format";
  return "bad_request";
}
