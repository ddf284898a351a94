import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { UsageError } from "../../base/errors.ts";
import { CallFailure } from "../call-failure.ts";
import { loadModelTable, type ModelTable } from "../model-table.ts";
import { parseModelName } from "../model-name.ts";
import { guessUsage } from "../money/estimate-tokens.ts";
import { costOf } from "../money/price.ts";
import type { ChatReply } from "../providers/chat.ts";
import { openResponseCache, type ResponseCache } from "../response-cache.ts";
import { readBody } from "./read-body.ts";
import { readResultLine, type ResultLine } from "./result-line.ts";

/** Where answers go. */
export interface ImportRequest {
  cachePath: string;
  /** Files of answers, one per line. */
  files: readonly string[];
  /** Prices over those that are built in. */
  modelFile?: string;
}

/** What became of the lines of the files. */
export interface ImportResult {
  /** Answers that are in the cache now. */
  kept: number;
  /** Lines whose question does not wait: answered before, or never asked here. */
  notWaiting: number;
  /** Questions that got no answer; they are asked again in the next round. */
  failed: number;
  /** Lines that say nothing we know. */
  unreadable: number;
  /** US dollars for the kept answers, at batch prices, estimated where an answer does not say what it took; null when a price is not known. */
  cost: number | null;
  /** Reasons of failed and unreadable lines with how often each was given, at most 20. */
  reasons: Record<string, number>;
}

/**
 * Puts the answers of batches into the response cache, from where the next run takes them. A file may be imported again: what was kept is not kept twice.
 *
 * @throws UsageError `cannot_read`; ModelError `cache_failed`
 */
export async function importAnswers({ cachePath, files, modelFile }: ImportRequest): Promise<ImportResult> {
  const cache = openResponseCache(cachePath, randomUUID());
  const result: ImportResult = { kept: 0, notWaiting: 0, failed: 0, unreadable: 0, cost: 0, reasons: {} };
  try {
    const table = loadModelTable(modelFile);
    for (const file of files) for await (const line of linesOf(file)) await importLine(readResultLine(line), cache, table, result);
  } finally {
    cache.close();
  }
  return result;
}

async function importLine(line: ResultLine, cache: ResponseCache, table: ModelTable, result: ImportResult): Promise<void> {
  if (line.is === "unreadable") {
    result.unreadable += 1;
    return note(result, line.why);
  }
  const question = cache.waiting(line.key);
  if (question === undefined) {
    result.notWaiting += 1;
    return;
  }
  const reply = await replyOf(line);
  if (typeof reply === "string") {
    cache.release(line.key);
    result.failed += 1;
    return note(result, reply);
  }
  const { model, role } = question;
  const { price } = table.find(parseModelName(model));
  const usage = reply.usage.inputTokens > 0 ? reply.usage : guessUsage(question.input, reply.text);
  // A question of an older round has no estimate, so the most that it can cost counts.
  const cost = price === undefined ? null : usage.inputTokens > 0 ? costOf(usage, price, true) : question.worst;
  cache.keep(line.key, { model, role, raw: reply.text, finish: reply.finish, usage, cost, batch: true });
  result.kept += 1;
  result.cost = result.cost === null || cost === null ? null : result.cost + cost;
}

/** The answer, or why there is none. */
async function replyOf(line: Exclude<ResultLine, { is: "unreadable" }>): Promise<Omit<ChatReply, "headers"> | string> {
  if (line.is === "failure") return line.why;
  if (line.is === "text") {
    return { text: line.text, finish: "whole", usage: { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 } };
  }
  try {
    const reply = await readBody(line.body);
    return reply.text.trim() === "" && reply.finish === "whole" ? "the answer was empty" : reply;
  } catch (error) {
    if (error instanceof CallFailure) return error.message;
    throw error;
  }
}

function note(result: ImportResult, why: string): void {
  if (why in result.reasons || Object.keys(result.reasons).length < 20) result.reasons[why] = (result.reasons[why] ?? 0) + 1;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, "utf8");
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== "") yield line;
  } catch (error) {
    throw new UsageError("cannot_read", `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  } finally {
    input.destroy();
  }
}
