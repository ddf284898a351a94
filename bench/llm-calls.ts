import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createModels } from "../src/llm/create-models.ts";
import type { StructuredRequest } from "../src/llm/port.ts";
import { startChatServer } from "../test/support/chat-server.ts";

// What a call to a model costs on this side: processor time per call, and wall time over the ideal (calls x latency / concurrency).
//
//   npm run bench:llm-port
//   npm run bench:llm-port -- --calls 2000 --concurrency 64 --latency 100 --kilobytes 32
//
// The server is a process of its own, on the same machine. A run of questions shares the first nine tenths of its prompt.

const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "4000" },
    concurrency: { type: "string", default: "64" },
    latency: { type: "string", default: "100" },
    kilobytes: { type: "string", default: "32" },
    serve: { type: "boolean", default: false },
  },
});

const Answer = z.object({ valid: z.boolean(), confidence: z.number(), why: z.string() });
const wireSchema = {
  type: "object",
  properties: { valid: { type: "boolean" }, confidence: { type: "number" }, why: { type: "string" } },
  required: ["valid", "confidence", "why"],
  additionalProperties: false,
};

if (options.serve) await serve();
else await bench(Number(options.calls), options.concurrency, Number(options.latency), Number(options.kilobytes));

async function serve(): Promise<void> {
  const content = JSON.stringify({ valid: true, confidence: 0.9, why: "The order was found and cancelled. ".repeat(8) });
  const usage = { prompt_tokens: 8000, completion_tokens: 80, prompt_tokens_details: { cached_tokens: 7000 } };
  const server = await startChatServer({ answer: () => ({ content, usage }), latencyMs: Number(options.latency), keepRequests: false });
  console.log(server.url);
}

async function bench(calls: number, concurrency: string, latencyMs: number, kilobytes: number): Promise<void> {
  console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`);
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--serve", "--latency", String(latencyMs)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const folder = mkdtempSync(path.join(tmpdir(), "agenther-bench-"));
  try {
    const url = await new Promise<string>((resolve) => child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim())));
    const name = `${url}#bench`;
    const limits = { concurrency: concurrency === "auto" ? ("auto" as const) : Number(concurrency) };
    const models = await createModels({ models: [name], cachePath: path.join(folder, "responses.sqlite"), limits, environment: {} });
    const model = models.get(name);
    const shared = "The agent called list_orders and saw order 4711 for 12.50. ".repeat((kilobytes * 900) / 59);
    const question = (index: number): StructuredRequest<z.infer<typeof Answer>> => ({
      role: "judge",
      system: "You judge runs of agents.",
      parts: [{ text: `${Math.floor(index / 4)} ${shared}`, cache: true }, { text: `${index} ${"Is it met? ".repeat(kilobytes * 9)}` }],
      schema: Answer,
      wireSchema,
      temperature: 0,
      sample: 0,
      maxOutputTokens: 500,
    });
    await askAll(200, (index) => model.ask(question(-1 - index)));

    const cpu = process.cpuUsage();
    const began = performance.now();
    await askAll(calls, (index) => model.ask(question(index)));
    const wallMs = performance.now() - began;
    const used = process.cpuUsage(cpu);
    const cpuMs = (used.user + used.system) / 1000 / calls;
    console.log(`${calls} calls of ${kilobytes} kB, concurrency ${concurrency}, answers after ${latencyMs} ms`);
    console.log(`  processor time per call: ${cpuMs.toFixed(2)} ms (the bar is 2)`);
    if (limits.concurrency !== "auto") {
      const ideal = (calls * latencyMs) / limits.concurrency;
      console.log(`  wall time over the ideal: ${(wallMs / ideal).toFixed(3)} (the bar is 1.15)`);
    } else console.log(`  wall time: ${(wallMs / 1000).toFixed(1)} s`);

    const cached = process.cpuUsage();
    await askAll(calls, (index) => model.ask(question(index)));
    const again = process.cpuUsage(cached);
    console.log(`  processor time per answer from the cache: ${((again.user + again.system) / 1000 / calls).toFixed(2)} ms`);
    models.close();
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks all at once, as many records under way do; the model's own limit holds them back. */
async function askAll(calls: number, ask: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const workers = Array.from({ length: 512 }, async () => {
    while (next < calls) await ask(next++);
  });
  await Promise.all(workers);
}
