import type { Json } from "../../base/json.ts";
import type { ToolDefinition } from "../../trajectory/trajectory.ts";
import type { Piece } from "../shared/messages/step-builder.ts";

/** The tools that stand for code actions, under the names that ADP's own conversions give them. */
export const codeTools: readonly ToolDefinition[] = [
  codeTool("execute_bash", "Run a command line in the shell.", "command"),
  codeTool("execute_ipython_cell", "Run Python code in a notebook.", "code"),
];

/** A code action as a call. Languages besides the shell's and Python get a tool of their own name. */
export function codeCall(language: string, code: string, id: string | undefined): Piece {
  const given = argumentsOf(language.toLowerCase(), code);
  return { kind: "call", id, ...given };
}

function argumentsOf(language: string, code: string): { name: string; arguments: Record<string, Json> } {
  if (/^(bash|sh|shell|zsh)$/.test(language)) return { name: "execute_bash", arguments: { command: code } };
  if (/^(python|ipython|python3|py)$/.test(language)) return { name: "execute_ipython_cell", arguments: { code } };
  return { name: language === "" ? "execute_code" : `execute_${language}`, arguments: { code } };
}

function codeTool(name: string, description: string, argument: string): ToolDefinition {
  return { name, description, parameters: { type: "object", properties: { [argument]: { type: "string" } }, required: [argument] } };
}
