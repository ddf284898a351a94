import type { JsonObject } from "../../../base/json.ts";
import type { Listing } from "../../../evidence/payload.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import { humanize, knownStems, plural, singular, stem } from "../../../evidence/words.ts";
import type { RunView } from "../goal-draft.ts";
import { fieldsOf, type Field } from "../goals/fields.ts";
import { ownArguments, plainOf, toolWords, type OwnArgument } from "../goals/named-call.ts";

/** A call that was answered with a list, as all goals from lists look at it. */
export class Listed {
  readonly call: ReadCall;
  readonly listing: Listing;
  readonly run: RunView;
  readonly own: readonly OwnArgument[];
  #noun: { noun: string | undefined } | undefined;

  constructor(call: ReadCall, listing: Listing, run: RunView) {
    this.call = call;
    this.listing = listing;
    this.run = run;
    this.own = ownArguments(call);
  }

  /** The observation. */
  get text(): string {
    return this.call.call.result.text;
  }

  /** True for a call with a switch turned on: it may leave things out, and no words of the goal would say so. */
  get switched(): boolean {
    return Object.values(this.call.call.arguments).includes(true);
  }

  /** What the listed things are called, in the plural: by the field that holds them, or by the tool's name where the user says the same. */
  get noun(): string | undefined {
    this.#noun ??= { noun: nounOf(this) };
    return this.#noun.noun;
  }

  /** What is said of one of the listed things besides its name. */
  fieldsOf(item: JsonObject, name: string, most: number): Field[] {
    return fieldsOf(item, this.text, { stems: this.run.oldStems, except: plainOf(name), most });
  }
}

function nounOf({ call, listing: { key }, run }: Listed): string | undefined {
  const own = key !== "" && !envelopes.test(key);
  const words = own ? humanize(key).split(" ") : toolWords(call);
  const noun = words.filter((word) => !small.test(word)).join(" ");
  if (noun === "" || noun.split(" ").length > 2 || /\d|[^\p{L} ]/u.test(noun) || plural(singular(noun)) !== noun || singular(noun) === noun)
    return undefined;
  if (own) return noun;
  const said = knownStems(run.trajectory.tools.find(({ name }) => name === call.call.name)?.description ?? "");
  return noun.split(" ").every((word) => run.oldStems.has(stem(word)) || said.has(stem(word))) ? noun : undefined;
}

const envelopes =
  /^(?:data|results?|response|items?|records?|payload|body|output|content|details?|info|value|values|entries|list|hits|objects|rows|feed)$/i;
const small =
  /^(?:get|list|search|find|fetch|show|all|the|of|for|by|in|on|a|an|query|lookup|available|retrieve|read|latest|current|endpoint|api)$/;
