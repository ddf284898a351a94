import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { cannotWrite } from "../../base/write-whole.ts";
import type { ModelRole } from "../port.ts";
import type { WireRequest } from "../providers/chat.ts";
import type { ResponseCache } from "../response-cache.ts";

/** A question for a batch. */
export interface BatchQuestion {
  key: string;
  model: string;
  role: ModelRole;
  request: WireRequest;
  /** The most that it can cost, in US dollars; 0 when the price is not known. */
  worst: number;
  /** Tokens of its input, as estimated. */
  input: number;
}

/** What was written for batches. */
export interface WrittenQuestions {
  file: string;
  model: string;
  questions: number;
}

/** Collects the questions of one round. */
export interface QuestionFiles {
  /** False when the question waits already, in this round or an earlier one. */
  add(question: BatchQuestion): boolean;
  /** Finishes the files and tells of them; without a question there is none. */
  close(): WrittenQuestions[];
}

interface OpenFile extends WrittenQuestions {
  descriptor: number;
  lines: string[];
  characters: number;
}

const bufferedCharacters = 1 << 20;

/**
 * Writes `round-N.requests.jsonl`, one request per line in OpenAI's batch format, and one such file for each model when there are several
 * (`round-N.MODEL.requests.jsonl`), because batches hold one model only. A file appears whole or not at all; what a run that was killed had collected is
 * collected again.
 *
 * @param folder of the batch files; made with the first question
 * @param cachePath names of files are noted relative to it, so that both can be moved together
 * @throws AgentherError `cannot_write`; ModelError `cache_failed`
 */
export function openQuestionFiles(folder: string, cachePath: string, cache: ResponseCache, models: readonly string[]): QuestionFiles {
  const base = path.dirname(path.resolve(cachePath));
  for (const file of cache.waitingFiles()) if (!existsSync(path.join(base, file))) cache.releaseFile(file);
  const round = nextRound(folder);
  const files = new Map<string, OpenFile>();

  const fileOf = (model: string): OpenFile => {
    let file = files.get(model);
    if (file === undefined) {
      const name = models.length > 1 ? `round-${round}.${slug(model)}.requests.jsonl` : `round-${round}.requests.jsonl`;
      const full = path.join(folder, name);
      file = { file: full, model, questions: 0, descriptor: begin(full), lines: [], characters: 0 };
      files.set(model, file);
    }
    return file;
  };
  return {
    add({ key, model, role, request, worst, input }) {
      if (cache.waiting(key) !== undefined) return false;
      const file = fileOf(model);
      cache.wait(key, { model, role, worst, input, file: path.relative(base, path.resolve(file.file)) });
      const line = `${JSON.stringify({ custom_id: key, method: "POST", url: request.url, body: request.body })}\n`;
      file.lines.push(line);
      file.questions += 1;
      file.characters += line.length;
      if (file.characters > bufferedCharacters) flush(file);
      return true;
    },
    close() {
      const written = [...files.values()];
      files.clear();
      for (const file of written) finish(file);
      return written.map(({ file, model, questions }) => ({ file, model, questions }));
    },
  };
}

/** One more than the highest round that the folder has. */
function nextRound(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return 1 + Math.max(0, ...names.map((name) => Number(requestFile.exec(name)?.[1] ?? 0)));
}

/** Names of the files that hold questions. */
export const requestFile = /^round-(\d+)\.(?:.+\.)?requests\.jsonl$/;

function begin(file: string): number {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(`${file}.tmp`, { force: true });
    return openSync(`${file}.tmp`, "w");
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function flush(file: OpenFile): void {
  try {
    const bytes = Buffer.from(file.lines.join(""));
    for (let at = 0; at < bytes.length;) at += writeSync(file.descriptor, bytes, at);
  } catch (error) {
    throw cannotWrite(file.file, error);
  }
  file.lines = [];
  file.characters = 0;
}

function finish(file: OpenFile): void {
  flush(file);
  try {
    closeSync(file.descriptor);
    renameSync(`${file.file}.tmp`, file.file);
  } catch (error) {
    throw cannotWrite(file.file, error);
  }
}

/** A model's name as a part of a file name. */
function slug(model: string): string {
  return model.replace(/^https?:\/\//, "").replace(/[^\w.-]+/g, "-");
}
