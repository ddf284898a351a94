import type { JsonObject } from "../base/json.ts";
import type { Sample, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter, Row } from "./exporter.ts";
import { metadataOf } from "./shared/metadata.ts";
import { openaiNames } from "./shared/openai-names.ts";
import { functionTools } from "./shared/tools-json.ts";

/**
 * OpenAI fine-tuning (also Azure, Together, Fireworks): `{messages, tools, parallel_tool_calls}`, arguments as a JSON string, masks as
 * `weight` 0 or 1 on assistant messages. Nothing else may stand in a row, so metadata is a second file, line by line beside the first.
 * Hidden reasoning has no place in the format and is not sent. Tool names that OpenAI refuses are changed and listed in the metadata.
 */
export const openaiSft: Exporter = {
  name: "openai-sft",
  title: "OpenAI fine-tuning and compatible services: messages (weight 0 or 1), tools; metadata in a file beside it",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        yield row(sample, dataOf(sample, renamedTools(sample)));
      },
    },
    {
      folder: "metadata",
      container: "jsonl",
      order: "input",
      alongside: "",
      *fromSample(sample) {
        yield row(sample, { metadata: metadataOf(sample, { renamed_tools: Object.fromEntries(renamedTools(sample)) }) });
      },
    },
  ],
  training: {
    short: (folder) => [`openai api files.create -p fine-tune -f ${folder}/train.jsonl`],
    guide: `
Upload \`train.jsonl\` (and \`val.jsonl\`) as the training file of a fine-tuning job. The loss is on assistant messages with \`weight: 1\`; masked turns have
\`weight: 0\`. No flag is needed.

- OpenAI: at least 10 rows, files up to 512 MB; closed to new users of fine-tuning. Azure OpenAI takes the same file.
- Fireworks: 3 to 3 million rows. Together documents this shape; older clients check a file and refuse tool calls.
- Names of tools that OpenAI would refuse are changed; \`renamed_tools\` in the metadata lists them. Hidden reasoning has no place in the format and is not sent.

Nothing but the documented keys stands in a row. The metadata is line by line in \`metadata/train.jsonl\`: weight w for filtering, both goals, run and source.`,
  },
};

function row(sample: Sample, data: JsonObject): Row {
  return { data, trajectoryId: sample.trajectoryId, groupId: sample.groupId, phase: 0 };
}

function dataOf(sample: Sample, renamed: ReadonlyMap<string, string>): JsonObject {
  const messages: JsonObject[] = [];
  for (const message of sample.messages) {
    if (message.role === "assistant" && message.content === "" && message.calls.length === 0) continue;
    messages.push(messageOf(message, renamed));
  }
  if (sample.tools.length === 0) return { messages };
  const tools = sample.tools.map((tool) => ({ ...tool, name: renamed.get(tool.name) ?? tool.name }));
  const parallel = sample.messages.some((message) => message.role === "assistant" && message.calls.length > 1);
  return { messages, tools: functionTools(tools), parallel_tool_calls: parallel };
}

function messageOf(message: SampleMessage, renamed: ReadonlyMap<string, string>): JsonObject {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.callId, content: message.content };
  if (message.role !== "assistant") return { role: message.role, content: message.content };
  const data: JsonObject = { role: "assistant", content: message.content, weight: message.train ? 1 : 0 };
  if (message.calls.length > 0) {
    data["tool_calls"] = message.calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: renamed.get(call.name) ?? call.name, arguments: JSON.stringify(call.arguments) },
    }));
  }
  return data;
}

function renamedTools(sample: Sample): Map<string, string> {
  const names = new Set(sample.tools.map((tool) => tool.name));
  for (const message of sample.messages) if (message.role === "assistant") for (const call of message.calls) names.add(call.name);
  return openaiNames(names);
}
