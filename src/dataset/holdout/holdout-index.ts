import type { Task } from "../../trajectory/trajectory.ts";
import { IndexTable } from "../duplicates/index-table.ts";
import { shinglesOf } from "../duplicates/shingles.ts";
import { ShingleIndex } from "../duplicates/shingle-index.ts";
import { pairHash, wordHash, wordsOf } from "../duplicates/word-hash.ts";
import type { HoldoutTask } from "./holdout-task.ts";
import { templatePattern } from "./template-pattern.ts";

/** Which held-out task a pair would give away, and by what. Plain data. */
export interface HeldOut {
  /** Whether the run's own task matched, or the hindsight goal. */
  what: "task" | "goal";
  by: "id" | "template" | "text";
  /** Where the held-out task stands. */
  from: string;
  /** Share of the words that both have; 1 unless matched by a text that is not the same. */
  similarity: number;
}

/** A text that stands within a longer one counts when it has so many words. */
const LEAST_CONTAINED = 6;

/** Finds out whether a task or a goal is one that is held out. Made once a thread; about 500 bytes a held-out task. */
export class HoldoutIndex {
  readonly #ids = new Map<string, HoldoutTask[]>();
  readonly #templates: { pattern: RegExp; task: HoldoutTask }[] = [];
  readonly #texts: { words: string[]; task: HoldoutTask }[] = [];
  readonly #nearTexts = new ShingleIndex();
  readonly #beginnings = new IndexTable();

  constructor(tasks: readonly HoldoutTask[]) {
    const templates = new Set<string>();
    for (const task of tasks) {
      if (countsById(task)) this.#ids.set(task.id, [...(this.#ids.get(task.id) ?? []), task]);
      if (task.template !== null && !templates.has(task.template)) {
        templates.add(task.template);
        const pattern = templatePattern(task.template);
        if (pattern !== null) this.#templates.push({ pattern, task });
      }
      if (task.text !== null) this.#addText(task.text, task);
    }
  }

  /** The held-out task that a run's own task is, by its id or its goal. */
  matchOfTask({ taskId, benchmark, goal }: Pick<Task, "taskId" | "benchmark" | "goal">, similarity: number): HeldOut | null {
    const byId = this.#ids
      .get(taskId ?? "")
      ?.find((task) => task.benchmark === null || benchmark === undefined || task.benchmark === benchmark);
    if (byId !== undefined) return { what: "task", by: "id", from: byId.from, similarity: 1 };
    const match = this.matchOfGoal(goal, similarity);
    return match === null ? null : { ...match, what: "task" };
  }

  /**
   * The held-out task that a goal is, but for a few words, or whose whole text it repeats.
   *
   * @param similarity share of words, in (0, 1], from which two texts count as the same
   */
  matchOfGoal(goal: string, similarity: number): HeldOut | null {
    const words = wordsOf(goal);
    const joined = words.join(" ");
    const template = this.#templates.find(({ pattern }) => pattern.test(joined));
    if (template !== undefined) return { what: "goal", by: "template", from: template.task.from, similarity: 1 };
    const near = this.#nearTexts.find(shinglesOf(words), similarity);
    if (near !== undefined) return this.#byText(near.number, near.similarity);
    const contained = this.#containedIn(words);
    return contained === undefined ? null : this.#byText(contained, 1);
  }

  #addText(text: string, task: HoldoutTask): void {
    const words = wordsOf(text);
    if (words.length === 0) return;
    this.#nearTexts.add(shinglesOf(words));
    if (words.length >= LEAST_CONTAINED) this.#beginnings.add(windowHash(words, 0), this.#texts.length);
    this.#texts.push({ words, task });
  }

  #byText(number: number, similarity: number): HeldOut | null {
    const text = this.#texts[number];
    return text === undefined ? null : { what: "goal", by: "text", from: text.task.from, similarity };
  }

  #containedIn(words: readonly string[]): number | undefined {
    for (let start = 0; start + LEAST_CONTAINED <= words.length; start++) {
      for (const number of this.#beginnings.of(windowHash(words, start))) {
        if (this.#texts[number]?.words.every((word, index) => word === words[start + index]) === true) return number;
      }
    }
    return undefined;
  }
}

/** A bare number beside a text is the number of a line in many files; it counts only when its benchmark is known. */
function countsById(task: HoldoutTask): task is HoldoutTask & { id: string } {
  if (task.id === null) return false;
  return task.benchmark !== null || task.text === null || !/^\d+$/.test(task.id);
}

function windowHash(words: readonly string[], start: number): number {
  let hash = 0;
  for (let index = start; index < start + LEAST_CONTAINED; index++) hash = pairHash(hash, wordHash(words[index] ?? ""));
  return hash;
}
