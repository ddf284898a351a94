import { isObject, tryParseJson, type Json } from "../base/json.ts";
import { parsePythonLiteral } from "../base/python-literal.ts";
import { executionReport, shownText } from "./execution-report.ts";

/** What an observation amounts to: something was shown, nothing was, or the tool says that it failed. */
export type ObservationKind = "content" | "empty" | "error";

/** Openings by which tools of every kind announce a failure. They must open the observation: the word in the middle of a text means nothing. */
const errorOpening =
  /^\s*["'(]*(?:error\b|err:|exception\b|traceback \(most recent call last\)|fatal:|failed to\b|failure:|unauthorized|forbidden|invalid (?:action|request|argument|input|api key|query|parameter)|bad request|internal server error|service unavailable|access denied|permission denied|(?:http )?(?:status(?: code)?:? ?)?[45]\d\d\b(?: (?:error|not found|unauthorized|forbidden))|could not find\b|no more results\b|unknown (?:column|table|command|tool|function)|syntaxerror|nameerror|typeerror|valueerror|keyerror|command not found|no such (?:file|function|tool|table|column)|timed? ?out\b|timeout\b|request failed|rate limit|too many requests|you are not subscribed|not subscribed|blocked user|this tool is|unsubscribed)/i;

const shellError =
  /^[^\n]{0,120}: (?:command not found|No such file or directory|Permission denied|syntax error|invalid option|missing argument|cannot (?:access|stat|open)|failed to)\b/;

/**
 * What a text amounts to as an observation.
 *
 * @param read gives the text's value, for callers that keep it
 */
export function kindOfText(text: string, read: () => Json | undefined = () => valueOf(shownText(text))): ObservationKind {
  const report = executionReport(text);
  if (report !== undefined) return report.exitCode === 0 ? kindOfShown(report.output, read) : "error";
  return kindOfShown(text, read);
}

function kindOfShown(text: string, read: () => Json | undefined): ObservationKind {
  const start = text.slice(0, 400);
  const at = significantAt(text);
  const first = text[at];
  const isData = first === "{" || first === "[";
  if (isData ? at >= start.length : start.trim() === "") return "empty";
  // No such opening begins with a bracket.
  if ((!isData && errorOpening.test(start)) || (start.includes(": ") && shellError.test(start))) return "error";
  if (isData) return text.length > 400 && !mayDeny.test(start) ? "content" : kindOfValue(read());
  return nothing.test(start) ? "empty" : "content";
}

/** Keys by which an object says that it is an error or wraps something else. A long text without any at its beginning shows something. */
const mayDeny =
  /["'](?:errors?|exception|is_?error|success|ok|status|status_?code|code|message|detail)["']\s*:|["'](?:response|data|results?)["']\s*:\s*(?:""|''|\[\s*\]|\{\s*\}|null|None|["'])/i;

const nothing = /^\s*(?:none|null|nil|undefined|no results?(?: found)?\.?|not found\.?|\[\]|\{\}|""|'')\s*$/i;

/**
 * The value of an observation that is JSON or a Python literal, including JSON that holds such text again under one key (`{"response": "{'a': 1}"}`).
 *
 * @returns undefined for prose
 */
export function valueOf(text: string): Json | undefined {
  const first = text[significantAt(text)];
  if (first !== "{" && first !== "[" && first !== "(") return undefined;
  const parsed = first === "(" ? undefined : tryParseJson(text);
  if (parsed?.ok === true) return parsed.value;
  const literal = parsePythonLiteral(text);
  return literal.ok && !literal.truncated ? literal.value : undefined;
}

/** What stands beside a payload and says nothing of its own. */
const wrapping = /^(?:error|status|message|success|code|ok|msg|meta|timestamp)$/i;

/** The payload of an answer wrapped as `{error, response}` or `{data}`, `{result}`, `{results}`, parsed again when it is text. */
export function payloadOf(value: Json): Json {
  if (!isObject(value)) return value;
  for (const key of ["response", "data", "result", "results"]) {
    const inner = value[key];
    if (inner === undefined || Object.keys(value).some((name) => name !== key && !wrapping.test(name))) continue;
    return payloadOf(typeof inner === "string" ? (valueOf(inner) ?? inner) : inner);
  }
  return value;
}

function kindOfValue(value: Json | undefined): ObservationKind {
  if (value === undefined) return "content";
  if (isObject(value)) {
    if (saysError(value)) return "error";
    const payload = payloadOf(value);
    if (typeof payload === "string")
      return payload.trim() === "" ? "empty" : errorOpening.test(payload.slice(0, 200)) ? "error" : "content";
    if (payload !== value) return isObject(payload) && saysError(payload) ? "error" : hasContent(payload) ? "content" : "empty";
  }
  return hasContent(value) ? "content" : "empty";
}

function saysError(value: Record<string, Json>): boolean {
  for (const key of ["error", "errors", "exception", "Error"]) {
    const said = value[key];
    if (said === undefined || said === null || said === "" || said === false || said === 0) continue;
    if (Array.isArray(said) && said.length === 0) continue;
    return true;
  }
  if (value["success"] === false || value["ok"] === false || value["isError"] === true || value["is_error"] === true) return true;
  const status = value["status"] ?? value["statusCode"] ?? value["status_code"] ?? value["code"];
  if (typeof status === "number" && status >= 400 && status < 600) return true;
  if (typeof status === "string" && /^(error|failed|failure|fail|not[ _]found|unauthorized)$/i.test(status)) return true;
  const message = value["message"] ?? value["detail"];
  return (
    typeof message === "string" &&
    Object.keys(value).length <= 2 &&
    /\b(not found|not subscribed|does(?:n't| not) exist|invalid|unauthorized|forbidden|failed|error|exceeded|blocked)\b/i.test(message)
  );
}

function hasContent(value: Json): boolean {
  if (value === null || value === "") return false;
  if (Array.isArray(value)) return value.some(hasContent);
  if (isObject(value)) return Object.values(value).some(hasContent);
  return true;
}

/** Where the first character stands that is no blank; the length of a text that has none. */
function significantAt(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}
