import type { AgentStep, Call } from "../../trajectory/trajectory.ts";

/** The calls of a conversation that wait for their results, and their ids. */
export class OpenCalls {
  readonly #ids = new Set<string>();
  /** By the id in the record, which later turns can use again: the calls of each turn that does. */
  readonly #byId = new Map<string, Waiting[]>();
  /** By name, in the same way. */
  readonly #byName = new Map<string, Waiting[]>();
  readonly #turns: Turn[] = [];
  readonly #synthesized: Set<string>;
  #turn: Turn = emptyTurn();
  /** Grows with every call and every id tried, so that finding a free id never starts over. */
  #number = 0;

  /** @param synthesized made-up ids are listed here */
  constructor(synthesized: Set<string>) {
    this.#synthesized = synthesized;
  }

  /** Makes a call that has no result yet. Its id is the given one, or a new one where none is given or another call has it. */
  add(given: string | undefined, { name, ...parsed }: Omit<Call, "id" | "result">): Call {
    const wanted = given === "" ? undefined : given;
    const call: Call = { id: this.#idFor(wanted), name, ...parsed, result: { status: "missing", text: "" } };
    const open: OpenCall = { call, step: undefined, answered: false };
    this.#turn.all.add(open);
    waitingIn(this.#turn.byName, this.#byName, name).add(open);
    if (wanted !== undefined) waitingIn(this.#turn.byId, this.#byId, wanted).add(open);
    return call;
  }

  /** The calls added since the last turn belong to this step. */
  endTurn(step: AgentStep): void {
    if (this.#turn.all.first() === undefined) return;
    this.#turn.all.setStep(step);
    this.#turns.push(this.#turn);
    this.#turn = emptyTurn();
  }

  /**
   * The call that a result answers: of the latest turn with an unanswered call of its id, the first. Without an id the name decides in the
   * same way, and without a name it is the first unanswered call of the latest turn that has one.
   */
  answer(id: string | undefined, name: string | undefined): { call: Call; step: AgentStep } | undefined {
    const found = isGiven(id)
      ? firstOfLast(this.#byId.get(id))
      : isGiven(name)
        ? firstOfLast(this.#byName.get(name))
        : this.#inLatestTurn();
    if (found?.step === undefined) return undefined;
    found.answered = true;
    return { call: found.call, step: found.step };
  }

  #inLatestTurn(): OpenCall | undefined {
    for (;;) {
      const turn = this.#turns.at(-1);
      const first = turn?.all.first();
      if (turn === undefined || first !== undefined) return first;
      this.#turns.pop();
    }
  }

  #idFor(wanted: string | undefined): string {
    this.#number += 1;
    let id = wanted ?? `call_${this.#number}`;
    if (wanted === undefined) this.#synthesized.add("call ids");
    else if (this.#ids.has(wanted)) this.#synthesized.add("call ids that the record uses twice");
    while (this.#ids.has(id)) {
      id = `${wanted ?? "call"}_${this.#number}`;
      if (this.#ids.has(id)) this.#number += 1;
    }
    this.#ids.add(id);
    return id;
  }
}

interface OpenCall {
  call: Call;
  step: AgentStep | undefined;
  answered: boolean;
}

interface Turn {
  all: Waiting;
  byName: Map<string, Waiting>;
  byId: Map<string, Waiting>;
}

function emptyTurn(): Turn {
  return { all: new Waiting(), byName: new Map(), byId: new Map() };
}

/** Calls in order, without those that were answered. Every call is passed over once, so a record with very many does not take forever. */
class Waiting {
  readonly #calls: OpenCall[] = [];
  #from = 0;

  add(open: OpenCall): void {
    this.#calls.push(open);
  }

  setStep(step: AgentStep): void {
    for (const open of this.#calls) open.step = step;
  }

  first(): OpenCall | undefined {
    while (this.#calls[this.#from]?.answered === true) this.#from += 1;
    return this.#calls[this.#from];
  }
}

/** First waiting call of the last of these that has one. */
function firstOfLast(turns: Waiting[] | undefined): OpenCall | undefined {
  for (;;) {
    const first = turns?.at(-1)?.first();
    if (turns === undefined || first !== undefined || turns.length === 0) return first;
    turns.pop();
  }
}

/** The calls of the turn under way with this key, which are the last of all with it. */
function waitingIn(turn: Map<string, Waiting>, all: Map<string, Waiting[]>, key: string): Waiting {
  const inTurn = turn.get(key);
  if (inTurn !== undefined) return inTurn;
  const waiting = new Waiting();
  turn.set(key, waiting);
  const earlier = all.get(key);
  if (earlier === undefined) all.set(key, [waiting]);
  else earlier.push(waiting);
  return waiting;
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
