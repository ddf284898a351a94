import type { ToolDefinition } from "../../trajectory/trajectory.ts";

/** The tool that stands for the shell of an agent whose actions are bare command lines. */
export const bashTool: ToolDefinition = {
  name: "bash",
  description: "Run a command line in the shell and see its output.",
  parameters: {
    type: "object",
    properties: { command: { type: "string", description: "The command line to run." } },
    required: ["command"],
  },
};

/** The tool that ends a task by handing in what was changed. */
export const submitTool: ToolDefinition = {
  name: "submit",
  description: "Hand in the changes that were made and end the task.",
  parameters: { type: "object", properties: {}, required: [] },
};
