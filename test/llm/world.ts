import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/llm/clock.ts";
import { createModels, type Models, type ModelSettings } from "../../src/llm/create-models.ts";
import { ModelError } from "../../src/llm/model-error.ts";
import type { StructuredModel } from "../../src/llm/port.ts";
import { startChatServer, type ChatServer, type ChatServerSettings } from "../support/chat-server.ts";

export { good, question, Verdict } from "./world-of-questions.ts";

/** A clock on which waiting takes no time; it notes how long was waited. */
export interface FakeClock extends Clock {
  readonly waits: number[];
}

export function fakeClock(random = 1): FakeClock {
  let now = 1_700_000_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    sleep: async (milliseconds, signal) => {
      waits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now += milliseconds;
    },
    random: () => random,
  };
}

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "agenther-llm-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A server for one test. */
export async function serve(answer: ChatServerSettings["answer"], settings: Partial<ChatServerSettings> = {}): Promise<ChatServer> {
  const server = await startChatServer({ answer, ...settings });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Models for one test, closed after it; without a key unless one is given. */
export async function open(settings: Partial<ModelSettings> & Pick<ModelSettings, "models">): Promise<Models> {
  const models = await createModels({
    cachePath: path.join(scratch(), "responses.sqlite"),
    clock: fakeClock(),
    environment: {},
    ...settings,
  });
  onTestFinished(() => void models.close());
  return models;
}

/** One model at a server. */
export async function modelAt(server: ChatServer, settings: Partial<ModelSettings> = {}): Promise<StructuredModel> {
  const name = `${server.url}#test`;
  return (await open({ models: [name], ...settings })).get(name);
}

/** The error that a promise ends in; fails when it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<ModelError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
  throw new Error("There was no error.");
}
