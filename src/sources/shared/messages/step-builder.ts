import { isObject, type JsonObject } from "../../../base/json.ts";
import type { AgentStep, Block, Step, ToolDefinition, UserStep } from "../../../trajectory/trajectory.ts";
import { OpenCalls } from "../open-calls.ts";
import type { ParsedArguments } from "../parse-arguments.ts";
import type { About } from "./about.ts";

/** What came back from a call. Without an id it belongs to the first unanswered call of its name, or of the latest turn. */
export interface Answer {
  id: string | undefined;
  name: string | undefined;
  text: string;
  status: "ok" | "error";
  /** What the record says of it besides; kept in the step's `extra.results`. */
  extra?: JsonObject | undefined;
}

/** A call as a message writes it. */
export type WrittenCall = { id: string | undefined; name: string } & ParsedArguments;

/** A piece of an agent's turn, in the order of the record. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "reasoning"; text: string }
  | ({ kind: "call" } & WrittenCall)
  | ({ kind: "result" } & Answer);

/**
 * Makes steps of messages, whatever shape they have: joins results to their calls, keeps the order of blocks, and collects what was lost
 * and made up. A result that answers no call becomes an environment step.
 */
export class StepBuilder {
  readonly steps: Step[] = [];
  readonly losses = new Set<string>();
  readonly synthesized = new Set<string>();
  /** Definitions that stand among the messages. */
  readonly tools: ToolDefinition[] = [];
  readonly userBy: UserStep["by"];
  /** What the record marks as the final answer, as long as nothing follows it. */
  finalAnswer: string | undefined;
  readonly #calls: OpenCalls;
  /** The agent's turn that further items belong to, as long as nothing else follows it. */
  #open: AgentStep | undefined;
  /** What was begun in a step's `extra` and grows, so that a turn with very many items is not copied for each of them. */
  readonly #items = new Map<AgentStep, JsonObject[]>();
  readonly #results = new Map<AgentStep, JsonObject>();

  /** @param userBy who writes the user's turns */
  constructor(userBy: UserStep["by"]) {
    this.userBy = userBy;
    this.#calls = new OpenCalls(this.synthesized);
  }

  system(text: string, about: About): void {
    this.#add({ kind: "system", text, ...about });
  }

  /** @param by where it is not who writes the user's turns otherwise */
  user(text: string, about: About, by: UserStep["by"] = this.userBy): void {
    this.#add({ kind: "user", text, by, ...about });
  }

  environment(text: string, about: About): void {
    this.#add({ kind: "environment", text, ...about });
  }

  /** A whole turn of the agent. Empty texts are left out. Returns the step, for `extend`. */
  turn(pieces: readonly Piece[], about: About & { model?: string | undefined }): AgentStep {
    const { model, ...others } = about;
    const step: AgentStep = { kind: "agent", blocks: [], ...(model === undefined ? {} : { model }), ...others };
    this.#add(step);
    this.#fill(step, pieces);
    return step;
  }

  /** More of a turn that was begun before, whatever was said since. */
  extend(step: AgentStep, pieces: readonly Piece[]): void {
    this.#fill(step, pieces);
  }

  /** One item of a turn whose items are listed one by one: it joins the turn before, unless something else was said since. */
  item(pieces: readonly Piece[], { at, extra }: About): void {
    let step = this.#open;
    if (step === undefined) {
      step = { kind: "agent", blocks: [], ...(at === undefined ? {} : { at }) };
      this.#add(step);
      this.#open = step;
    }
    if (extra !== undefined) {
      const items = this.#items.get(step);
      if (items === undefined) {
        const begun = [extra];
        this.#items.set(step, begun);
        step.extra = { ...step.extra, items: begun };
      } else items.push(extra);
    }
    this.#fill(step, pieces);
  }

  /** What a call gave back. */
  result(answer: Answer, about: About = {}): void {
    this.#open = undefined;
    this.#answer(answer, about);
  }

  /** Nothing that follows belongs to the turn before. */
  endTurn(): void {
    this.#open = undefined;
  }

  #add(step: Step): void {
    this.#open = undefined;
    this.finalAnswer = undefined;
    this.steps.push(step);
  }

  #fill(step: AgentStep, pieces: readonly Piece[]): void {
    const blocks: Block[] = step.blocks;
    for (const piece of pieces) {
      if (piece.kind === "result") continue;
      if (piece.kind === "call") {
        const { kind, id, ...call } = piece;
        blocks.push({ kind, call: this.#calls.add(id, call) });
      } else if (piece.text !== "") blocks.push(piece);
    }
    this.#calls.endTurn(step);
    for (const piece of pieces) if (piece.kind === "result") this.#answer(piece, {});
  }

  #answer({ id, name, text, status, extra }: Answer, about: About): void {
    const found = this.#calls.answer(id, name);
    if (found === undefined) {
      this.losses.add("that a text is a tool's result (it answers no call and is kept as an environment step)");
      const kept = { ...about.extra, ...extra };
      this.#add({ kind: "environment", text, ...about, ...(Object.keys(kept).length === 0 ? {} : { extra: kept }) });
      return;
    }
    const { call, step } = found;
    call.result = { status, text };
    if (extra === undefined) return;
    const results = this.#results.get(step);
    if (results === undefined) {
      const written = step.extra?.["results"];
      const begun = { ...(isObject(written) ? written : {}), [call.id]: extra };
      this.#results.set(step, begun);
      step.extra = { ...step.extra, results: begun };
    } else Object.defineProperty(results, call.id, { value: extra, enumerable: true, writable: true, configurable: true });
  }
}
