import { conversationToTrajectory } from "../shared/conversation-to-trajectory.ts";
import { readOpenAiMessages } from "../shared/messages/read-openai.ts";
import { readTools } from "../shared/read-tools.ts";
import type { SourceTrajectory } from "../source.ts";
import type { Conversation } from "./conversations-of.ts";

/**
 * A conversation as a trajectory. The goal is what the user says first.
 *
 * @throws RecordError those of `readOpenAiMessages` and `conversationToTrajectory`
 */
export function readConversation(conversation: Conversation): SourceTrajectory {
  const { record, model, part, finishReason, extra } = conversation;
  const { steps, losses, synthesized } = readOpenAiMessages(conversation.messages, { userBy: "human" });
  const tools = readTools(conversation.tools, losses);
  return conversationToTrajectory("openai-messages", {
    steps,
    tools,
    losses,
    synthesized,
    record,
    model,
    part,
    termination: finishReason,
    extra,
  });
}
