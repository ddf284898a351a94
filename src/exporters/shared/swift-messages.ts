import type { JsonObject } from "../../base/json.ts";
import type { AssistantMessage, SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { callText } from "./call-text.ts";

/** How ms-swift is to read messages. */
export interface SwiftSettings {
  /** Weight of trained turns, as `loss_scale` on each of their messages; masked ones get 0. Absent: no message has a weight. */
  weight?: number;
  /**
   * Calls of the last turn as the text that the hermes agent template makes of them. ms-swift's preference trainers want an assistant message at the
   * end, which a call is not.
   */
  lastCallAsText?: boolean;
}

/** Messages as ms-swift reads them: calls and results as messages of their own, `loss: false` on what is masked. No value is null. */
export function swiftMessages(messages: readonly SampleMessage[], settings: SwiftSettings = {}): JsonObject[] {
  return messages.flatMap((message, index) => {
    if (message.role === "assistant") {
      return assistantMessages(message, settings, settings.lastCallAsText === true && index === messages.length - 1);
    }
    return [{ role: message.role === "tool" ? "tool_response" : message.role, content: message.content }];
  });
}

function assistantMessages(turn: AssistantMessage, { weight }: SwiftSettings, asText: boolean): JsonObject[] {
  const messages: JsonObject[] = [];
  const thought = turn.reasoning === "" ? "" : `<think>\n${turn.reasoning}\n</think>\n\n`;
  const text = thought + turn.content;
  // ms-swift joins text and call without a separator, hence the line break.
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  if (turn.calls.length === 0) messages.push({ role: "assistant", content: text });
  else if (asText) messages.push({ role: "assistant", content: ended + turn.calls.map(callText).join("\n") });
  else {
    if (ended !== "") messages.push({ role: "assistant", content: ended });
    for (const call of turn.calls) {
      messages.push({ role: "tool_call", content: JSON.stringify({ name: call.name, arguments: call.arguments }) });
    }
  }
  // Of calls in a row only the first one's marks count; all have them, so that the row reads as it is meant.
  for (const message of messages) {
    if (!turn.train) message["loss"] = false;
    if (weight !== undefined) message["loss_scale"] = turn.train ? weight : 0;
  }
  return messages;
}
