import { asNumber, asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";

/** How a command that the agent ran ended. */
export interface ExecStatus {
  status: "ok" | "error";
  /** Of the process, where it is told. */
  exitCode?: number;
}

/**
 * Whether a call failed. An exit code other than 0 is an error, in whichever of the forms that Codex used over time: JSON with
 * `metadata.exit_code`, a first line `Exit code: 1`, or `Process exited with code 1` above `Output:`. So are `success: false`, a status of
 * failed, and a call that was aborted.
 *
 * @param item the output's item
 * @param text the output as the agent saw it
 * @param ended what the event at the end of the command says, where there is one
 */
export function execStatusOf(item: JsonObject, text: string, ended: JsonObject | undefined): ExecStatus {
  const exitCode = asNumber(ended?.["exit_code"]) ?? exitCodeIn(text);
  if (exitCode !== undefined) return { status: exitCode === 0 ? "ok" : "error", exitCode };
  return { status: hasFailed(item, text, ended) ? "error" : "ok" };
}

function exitCodeIn(text: string): number | undefined {
  const head = text.slice(0, 400);
  const found = /^Exit code: (-?\d+)\s*$/m.exec(head) ?? /^Process exited with code (-?\d+)\s*$/m.exec(head);
  // What a command printed can hold such a line too; Codex writes its own above the output.
  const output = head.search(/^Output:\s*$/m);
  if (found !== null) return output < 0 || found.index < output ? Number(found[1]) : undefined;
  if (!/^\s*\{\s*"(?:output|metadata)"/.test(head)) return undefined;
  const parsed = tryParseJson(text);
  const metadata = parsed.ok && isObject(parsed.value) ? parsed.value["metadata"] : undefined;
  return isObject(metadata) ? asNumber(metadata["exit_code"]) : undefined;
}

function hasFailed(item: JsonObject, text: string, ended: JsonObject | undefined): boolean {
  const { output, status } = item;
  if (isObject(output) && output["success"] === false) return true;
  if (status === "failed" || status === "incomplete" || ended?.["success"] === false || isRustError(ended?.["result"])) return true;
  return /^(?:aborted by user|aborted$)/.test(text);
}

/** `{"Err": "..."}`, or a result of MCP that calls itself an error. */
function isRustError(result: Json | undefined): boolean {
  if (!isObject(result)) return false;
  const good = result["Ok"];
  return asString(result["Err"]) !== undefined || (isObject(good) && (good["isError"] === true || good["is_error"] === true));
}
