import { UsageError } from "../base/errors.ts";
import type { Source } from "./source.ts";

/**
 * The formats in, by name, loaded when needed. The order is that in which messages and help list them; recognition goes by confidence
 * and does not depend on it.
 */
export const sources = {
  agenther: async () => (await import("./agenther.ts")).agenther,
  "openai-messages": async () => (await import("./openai-messages.ts")).openaiMessages,
  "tau-bench": async () => (await import("./tau-bench.ts")).tauBench,
  toolbench: async () => (await import("./toolbench.ts")).toolbench,
  webarena: async () => (await import("./webarena.ts")).webarena,
  intercode: async () => (await import("./intercode.ts")).intercode,
  "react-text": async () => (await import("./react-text.ts")).reactText,
  "swe-agent": async () => (await import("./swe-agent.ts")).sweAgent,
  "mini-swe-agent": async () => (await import("./mini-swe-agent.ts")).miniSweAgent,
  openhands: async () => (await import("./openhands.ts")).openhands,
  tau2: async () => (await import("./tau2.ts")).tau2,
  harbor: async () => (await import("./harbor.ts")).harbor,
  "claude-code": async () => (await import("./claude-code.ts")).claudeCode,
  codex: async () => (await import("./codex.ts")).codex,
  pi: async () => (await import("./pi.ts")).pi,
  "hf-session-traces": async () => (await import("./hf-session-traces.ts")).hfSessionTraces,
  "gemini-cli": async () => (await import("./gemini-cli.ts")).geminiCli,
  atif: async () => (await import("./atif.ts")).atif,
  "who-and-when": async () => (await import("./who-and-when.ts")).whoAndWhen,
  "anthropic-messages": async () => (await import("./anthropic-messages.ts")).anthropicMessages,
  "openai-responses": async () => (await import("./openai-responses.ts")).openaiResponses,
  "gemini-messages": async () => (await import("./gemini-messages.ts")).geminiMessages,
  "ai-sdk": async () => (await import("./ai-sdk.ts")).aiSdk,
  langchain: async () => (await import("./langchain.ts")).langchain,
  inspect: async () => (await import("./inspect.ts")).inspect,
  langsmith: async () => (await import("./langsmith.ts")).langsmith,
  adp: async () => (await import("./adp.ts")).adp,
  "agentreward-bench": async () => (await import("./agentreward-bench.ts")).agentrewardBench,
  sharegpt: async () => (await import("./sharegpt.ts")).sharegpt,
  agentbench: async () => (await import("./agentbench.ts")).agentbench,
  verifiers: async () => (await import("./verifiers.ts")).verifiers,
  otlp: async () => (await import("./otlp.ts")).otlp,
  langfuse: async () => (await import("./langfuse.ts")).langfuse,
} as const satisfies Record<string, () => Promise<Source>>;

/** Name of a format in. */
export type SourceName = keyof typeof sources;

/** Every source, in the order of the registry. */
export function loadSources(): Promise<Source[]> {
  return Promise.all(Object.values(sources).map((load) => load()));
}

/**
 * The source of a name.
 *
 * @throws UsageError `unknown_format` when there is none; the message lists the known names
 */
export async function loadSource(name: string): Promise<Source> {
  if (!isSourceName(name)) {
    throw new UsageError("unknown_format", `There is no format ${name}. Known formats: ${Object.keys(sources).join(", ")}.`);
  }
  return sources[name]();
}

function isSourceName(name: string): name is SourceName {
  return Object.hasOwn(sources, name);
}
