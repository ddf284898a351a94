import { RecordError } from "../../base/errors.ts";
import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { resultText } from "../shared/messages/content.ts";
import { StepBuilder, type Piece } from "../shared/messages/step-builder.ts";
import { ACT, readTextAction, textActionLoss, withoutObservationWord } from "../shared/text-actions.ts";
import { codeCall } from "./code-tools.ts";
import { itemClass } from "./item-class.ts";
import { literalsIn, writesLiterals } from "./literals.ts";
import { textOfWeb } from "./web-text.ts";

/**
 * Makes steps of a trajectory's items. Actions in a row are one turn. An observation belongs to the call that its `tool_call_id` names; without
 * one to the first open call of the turn before it, whoever is said to have written it, because data made by older versions writes results
 * as the user's words.
 */
export class ItemReader {
  readonly #builder = new StepBuilder("human");
  readonly #literal: boolean;
  #pieces: Piece[] = [];
  #extra: JsonObject[] = [];
  #reward: number | undefined;
  /** Rewards in order. */
  readonly rewards: number[] = [];
  /** True when the agent said that it is done. */
  finished = false;

  constructor(content: readonly Json[]) {
    this.#literal = writesLiterals(content);
  }

  get steps(): Step[] {
    return this.#builder.steps;
  }

  get losses(): Set<string> {
    return this.#builder.losses;
  }

  get synthesized(): Set<string> {
    return this.#builder.synthesized;
  }

  /**
   * @param number 1-based, for the error
   * @throws RecordError `bad_item`, `unknown_class`, `bad_call`
   */
  read(item: Json, number: number): void {
    if (!isObject(item))
      throw new RecordError("bad_item", `Expected item ${number} of the content to be an object, got ${JSON.stringify(item)}.`);
    const reward = asNumber(item["reward"]);
    if (reward !== undefined) this.rewards.push(reward);
    switch (itemClass(item)) {
      case "api_action":
        this.#act(item, this.#apiPieces(item, number));
        break;
      case "code_action": {
        const call = codeCall(asString(item["language"]) ?? "", resultText(item["content"], this.losses), idOf(item));
        this.synthesized.add("names of the calls that stand for code actions");
        this.#act(item, [...thoughts(item, "text"), call]);
        break;
      }
      case "message_action":
        this.#act(item, this.#messagePieces(item));
        break;
      case "text_observation":
        this.#observe(item, this.#shown(resultText(item["content"], this.losses)));
        break;
      case "image_observation":
        this.losses.add("images in observations (replaced by [image])");
        this.#observe(item, "[image]");
        break;
      case "web_observation":
        this.#observe(item, textOfWeb(item, this.losses));
        break;
      case undefined:
        throw new RecordError(
          "unknown_class",
          `Item ${number} of the content has the class ${JSON.stringify(item["class_"] ?? null).slice(0, 80)}, which is no action and no observation.`,
        );
    }
  }

  /** Ends the turn under way. */
  end(): void {
    if (this.#pieces.length === 0) return;
    if (this.#extra.length > 1) this.losses.add("where one action ended and the next began, of actions in a row (they are one turn)");
    const others = this.#extra.filter((extra) => Object.keys(extra).length > 0);
    this.#builder.turn(this.#pieces, others.length === 0 ? {} : { extra: { items: others } });
    const step = this.steps.at(-1);
    if (step?.kind === "agent" && this.#reward !== undefined) step.reward = this.#reward;
    this.#pieces = [];
    this.#extra = [];
    this.#reward = undefined;
  }

  #act(item: JsonObject, pieces: Piece[]): void {
    this.#pieces.push(...pieces);
    this.#extra.push(fieldsBesides(item, actionFields) ?? {});
    const reward = asNumber(item["reward"]);
    if (reward !== undefined) this.#reward = (this.#reward ?? 0) + reward;
  }

  #apiPieces(item: JsonObject, number: number): Piece[] {
    const name = asString(item["function"]) ?? "";
    if (name === "") throw new RecordError("bad_call", `Item ${number} of the content is an action without \`function\`.`);
    const given = isObject(item["kwargs"]) ? item["kwargs"] : {};
    if (this.#literal) this.losses.add("the quotes of arguments that the record writes as code");
    return [...thoughts(item, "text"), { kind: "call", id: idOf(item), name, arguments: this.#literal ? literalsIn(given) : given }];
  }

  /** A message that ends the run stands in tags. Some data sets leave the action in the words of the message. */
  #messagePieces(item: JsonObject): Piece[] {
    const content = resultText(item["content"], this.losses);
    const finish = /^\s*<finish>([\s\S]*?)(?:<\/finish>\s*)?$/.exec(content);
    if (finish !== null) {
      this.finished = true;
      this.losses.add("the tags <finish> around the last message");
    }
    const text = (finish?.[1] ?? content).trim();
    const action = readTextAction(text);
    // Words that stand in the last message are its answer; only a call by its name is one.
    const worded = finish !== null && action?.some((piece) => piece.kind === "call" && piece.name === ACT) === true;
    if (action !== undefined && !worded) {
      this.losses.add(textActionLoss);
      return [...thoughts(item, "reasoning"), ...action];
    }
    return text === "" ? thoughts(item, "text") : [...thoughts(item, "reasoning"), { kind: "text", text }];
  }

  #shown(text: string): string {
    return this.losses.has(textActionLoss) ? withoutObservationWord(text) : text;
  }

  #observe(item: JsonObject, text: string): void {
    this.end();
    const extra = fieldsBesides(item, observationFields);
    const about = extra === undefined ? {} : { extra };
    const name = asString(item["name"]);
    const id = idOf(item);
    const last = this.steps.at(-1);
    if (id !== undefined || (last?.kind === "agent" && callsOf(last).some(({ result }) => result.status === "missing"))) {
      // The name is that of the tool in some data sets and of the speaker in others, so order decides.
      this.#builder.result({ id, name: undefined, text, status: "ok", ...(extra === undefined ? {} : { extra }) });
      if (item["source"] === "user") this.losses.add("that results are written as the user's words");
      return;
    }
    if (name === "system") this.#builder.system(text, about);
    else if (item["source"] === "user" && itemClass(item) === "text_observation") this.#builder.user(text, about);
    else {
      const by = item["source"] === "agent" ? { source: "agent" } : {};
      const kept = { ...extra, ...by, ...(name === undefined ? {} : { name }) };
      this.#builder.environment(text, Object.keys(kept).length === 0 ? {} : { extra: kept });
    }
  }
}

const actionFields = new Set([
  "class_",
  "function",
  "kwargs",
  "description",
  "reasoning_content",
  "reward",
  "tool_call_id",
  "language",
  "content",
]);
const observationFields = new Set(["class_", "content", "name", "source", "tool_call_id", "axtree", "html", "image_observation"]);

/** `reasoning_content` is what the model thought; `description` is what it said to the action, or thought before a message. */
function thoughts(item: JsonObject, kind: "text" | "reasoning"): Piece[] {
  const reasoning = asString(item["reasoning_content"])?.trim() ?? "";
  const description = asString(item["description"])?.trim() ?? "";
  return [
    ...(reasoning === "" ? [] : [{ kind: "reasoning" as const, text: reasoning }]),
    ...(description === "" ? [] : [{ kind, text: description }]),
  ];
}

function idOf(item: JsonObject): string | undefined {
  const id = asString(item["tool_call_id"]);
  return id === "" ? undefined : id;
}
