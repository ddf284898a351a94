import type { ToolDefinition } from "../../trajectory/trajectory.ts";

/** What runs the code blocks of the agents' turns. The logs name it and do not define it. */
export const terminal: ToolDefinition = {
  name: "Computer_terminal",
  description: "Runs the code blocks of a turn and gives back the exit code and what they printed.",
  parameters: {
    type: "object",
    properties: {
      blocks: {
        type: "array",
        items: {
          type: "object",
          properties: { language: { type: "string" }, code: { type: "string" } },
          required: ["code"],
        },
      },
    },
    required: ["blocks"],
  },
};
