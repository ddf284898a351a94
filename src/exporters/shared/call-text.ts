import type { SampleCall } from "../../stages/data-augmenter/sample.ts";
import { spacedJson } from "./spaced-json.ts";

/** A call as the text that Qwen's chat templates and the hermes agent templates render. */
export function callText(call: SampleCall): string {
  return `<tool_call>\n${spacedJson({ name: call.name, arguments: call.arguments })}\n</tool_call>`;
}
