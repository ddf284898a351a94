import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Call } from "../../trajectory/trajectory.ts";
import { parseArguments } from "../shared/parse-arguments.ts";
import { textOfContent } from "../shared/read-content.ts";

/** The calls that the user's side makes in a dialogue: with tools of its own, out of the agent's sight. */
export class UserCalls {
  readonly synthesized = new Set<string>();
  readonly #all: Call[] = [];
  readonly #waiting = new Map<string, Call[]>();
  #pending: Call[] = [];

  /** @param written `tool_calls` of a user's message */
  add(written: Json | undefined): void {
    for (const call of Array.isArray(written) ? written.filter(isObject) : []) {
      const name = asString(call["name"]) ?? "";
      const id = asString(call["id"]) ?? "";
      const made: Call = {
        id,
        name: name === "" ? "unnamed" : name,
        ...parseArguments(call["arguments"]),
        result: { status: "missing", text: "" },
      };
      if (name === "") this.synthesized.add("names of calls that have none");
      this.#all.push(made);
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) this.#waiting.set(id, [made]);
      else waiting.push(made);
      this.#pending.push(made);
    }
  }

  /** A result goes to the first call of its id that has none yet. */
  answer(message: JsonObject, losses: Set<string>): void {
    const id = asString(message["id"]) ?? "";
    const call = this.#waiting.get(id)?.shift();
    if (call === undefined) {
      losses.add("results on the user's side that answer no call");
      return;
    }
    call.result = { status: message["error"] === true ? "error" : "ok", text: textOfContent(message["content"], losses) };
  }

  /** The calls since the last time. */
  take(): Call[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  /** Gives calls whose id is empty or taken another one. Ids must differ within a run. */
  makeUnique(taken: Set<string>): void {
    for (const [index, call] of this.#all.entries()) {
      if (call.id !== "" && !taken.has(call.id)) {
        taken.add(call.id);
        continue;
      }
      this.synthesized.add("ids of calls on the user's side");
      let id = `user_call_${index + 1}`;
      while (taken.has(id)) id += "_";
      call.id = id;
      taken.add(id);
    }
  }
}
