import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Clock } from "../../src/llm/clock.ts";
import { parseModelName } from "../../src/llm/model-name.ts";
import { accessOf } from "../../src/llm/providers/access.ts";
import { createScrub } from "../../src/llm/scrub.ts";
import { faultReply, type Fault } from "../support/chat-server.ts";
import { errorOf, fakeClock, good, modelAt, question, scratch, serve } from "./world.ts";

describe("a server that fails once", () => {
  const passing: Array<{ fault: Fault; calls: number; requests: number; settings?: { timeoutMs: number } }> = [
    { fault: "429", calls: 1, requests: 2 },
    { fault: "429-after", calls: 1, requests: 2 },
    { fault: "500", calls: 1, requests: 2 },
    { fault: "503", calls: 1, requests: 2 },
    { fault: "cut", calls: 1, requests: 2 },
    { fault: "reset", calls: 1, requests: 2 },
    { fault: "hang", calls: 1, requests: 2, settings: { timeoutMs: 300 } },
    { fault: "stall", calls: 1, requests: 2, settings: { timeoutMs: 300 } },
    { fault: "garbage", calls: 1, requests: 2 },
    { fault: "empty", calls: 1, requests: 2 },
    { fault: "fenced", calls: 1, requests: 1 },
    { fault: "trailing-comma", calls: 1, requests: 1 },
    { fault: "bad-json", calls: 2, requests: 2 },
    { fault: "wrong-schema", calls: 2, requests: 2 },
    { fault: "length", calls: 2, requests: 2 },
  ];
  test.each(passing)(
    "$fault: the answer comes all the same, after $requests requests",
    async ({ fault, calls, requests, settings = {} }) => {
      const server = await serve(({ index }) => (index === 0 ? faultReply(fault, good) : { content: good }));
      const model = await modelAt(server, settings);
      const answer = await model.ask(question("Is it?"));
      expect(answer.value).toEqual({ valid: true, confidence: 0.9 });
      expect(answer.calls).toBe(calls);
      expect(server.requests).toHaveLength(requests);
    },
  );
});

describe("a server that always fails", () => {
  const failing: Array<{ fault: Fault; code: string; requests: number }> = [
    { fault: "429", code: "model_rate_limited", requests: 4 },
    { fault: "500", code: "model_unavailable", requests: 3 },
    { fault: "cut", code: "model_unavailable", requests: 3 },
    { fault: "reset", code: "model_unavailable", requests: 3 },
    { fault: "hang", code: "model_timeout", requests: 3 },
    { fault: "stall", code: "model_timeout", requests: 3 },
    { fault: "empty", code: "model_bad_answer", requests: 3 },
    { fault: "bad-json", code: "model_bad_answer", requests: 2 },
    { fault: "wrong-schema", code: "model_bad_answer", requests: 2 },
    { fault: "length", code: "model_bad_answer", requests: 2 },
    { fault: "refusal", code: "model_refused", requests: 1 },
  ];
  test.each(failing)("$fault: $code after $requests requests, and the run goes on", async ({ fault, code, requests }) => {
    const server = await serve(() => faultReply(fault, good));
    const model = await modelAt(server, { timeoutMs: 300, retry: { attempts: 3, limitedAttempts: 4 } });
    const error = await errorOf(model.ask(question("Is it?")));
    expect(error.code).toBe(code);
    expect(error.stopsRun).toBe(false);
    expect(server.requests).toHaveLength(requests);
  });

  test.each([
    { status: 401, body: "bad key", code: "model_auth" },
    { status: 403, body: "not yours", code: "model_auth" },
    { status: 404, body: `{"error": {"message": "The model 'test' does not exist"}}`, code: "model_unknown" },
    { status: 402, body: "pay first", code: "model_down" },
    { status: 429, body: `{"error": {"code": "insufficient_quota"}}`, code: "model_down" },
  ])("$status stops the run at once as $code", async ({ status, body, code }) => {
    const server = await serve(() => ({ status, body }));
    const model = await modelAt(server);
    const error = await errorOf(model.ask(question("Is it?")));
    expect(error.code).toBe(code);
    expect(error.stopsRun).toBe(true);
    expect((await errorOf(model.ask(question("And this?")))).code).toBe(code);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    { status: 413, body: "too large", code: "model_prompt_too_long" },
    { status: 400, body: "This model's maximum context length is 4096 tokens", code: "model_prompt_too_long" },
    { status: 400, body: "unknown field: colour", code: "model_rejected" },
  ])("$status '$body' is $code, asked once", async ({ status, body, code }) => {
    const server = await serve(() => ({ status, body }));
    const error = await errorOf((await modelAt(server)).ask(question("Is it?")));
    expect([error.code, error.stopsRun]).toEqual([code, false]);
    expect(server.requests).toHaveLength(1);
  });
});

describe("a provider that is down", () => {
  test("nobody listens from the start: the first call stops the run", async () => {
    const server = await serve(() => ({ content: good }));
    await server[Symbol.asyncDispose]();
    const model = await modelAt(server, { retry: { attempts: 3 } });
    const error = await errorOf(model.ask(question("Is it?")));
    expect(error.code).toBe("model_down");
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("calls that fail one after another stop the run, and what waits is not sent", async () => {
    const server = await serve(() => ({ status: 500, body: "broken" }));
    const model = await modelAt(server, { retry: { attempts: 2 }, health: { failedCalls: 3 }, limits: { concurrency: 1 } });
    const codes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => (await errorOf(model.ask(question(`Run ${index}`)))).code),
    );
    expect(codes.filter((code) => code === "model_unavailable")).toHaveLength(2);
    expect(codes.filter((code) => code === "model_down")).toHaveLength(18);
    expect(server.requests.length).toBeLessThan(12);
  });

  test("an answer in between starts the count again", async () => {
    const server = await serve(({ messages }) =>
      messages.some(({ content }) => content.includes("odd")) ? { status: 500, body: "broken" } : { content: good },
    );
    const model = await modelAt(server, { retry: { attempts: 1 }, health: { failedCalls: 2 } });
    for (let turn = 0; turn < 4; turn += 1) {
      expect((await errorOf(model.ask(question(`odd ${turn}`)))).code).toBe("model_unavailable");
      await model.ask(question(`even ${turn}`));
    }
  });
});

describe("waiting", () => {
  test("grows twofold with full jitter", async () => {
    const clock = fakeClock(0.5);
    const server = await serve(() => ({ status: 500, body: "broken" }));
    await errorOf((await modelAt(server, { clock, retry: { attempts: 5, firstWaitMs: 100 } })).ask(question("Is it?")));
    expect(clock.waits).toEqual([50, 100, 200, 400]);
  });

  test("keeps to Retry-After, in seconds and as a date", async () => {
    const clock = fakeClock(0);
    const later = (): string => new Date(clock.now() + 7000).toUTCString();
    const server = await serve(({ index }) => {
      if (index === 0) return { status: 429, body: "slow", headers: { "retry-after": "20" } };
      if (index === 1) return { status: 503, body: "slow", headers: { "retry-after": later() } };
      return { content: good };
    });
    await (await modelAt(server, { clock })).ask(question("Is it?"));
    expect(clock.waits[0]).toBe(20_000);
    expect(clock.waits.at(-1)).toBeGreaterThan(5000);
    expect(clock.waits.at(-1)).toBeLessThanOrEqual(7000);
  });

  test("holds back everybody while the provider asks for it", async () => {
    const sleeping: Array<{ until: number; wake: () => void }> = [];
    let now = 1_700_000_000_000;
    const clock: Clock = {
      now: () => now,
      random: () => 0,
      sleep: (milliseconds) => new Promise((wake) => sleeping.push({ until: now + milliseconds, wake })),
    };
    const server = await serve(({ index }) =>
      index === 0 ? { status: 429, body: "slow", headers: { "retry-after": "20" } } : { content: good },
    );
    const model = await modelAt(server, { clock, limits: { concurrency: 1 } });
    const answers = Promise.all(["one", "two", "three"].map((text) => model.ask(question(text))));
    // The call that was refused sleeps, and so does the queue behind it: nobody else was let in.
    await vi.waitFor(() => expect(sleeping.map(({ until }) => until - now)).toEqual([20_000, 20_000]));
    expect(server.requests).toHaveLength(1);
    now += 20_000;
    for (const { wake } of sleeping) wake();
    expect(await answers).toHaveLength(3);
  });

  test("for longer than is borne is an error", async () => {
    const server = await serve(() => ({ status: 429, body: "slow", headers: { "retry-after": "86400" } }));
    expect((await errorOf((await modelAt(server)).ask(question("Is it?")))).code).toBe("model_rate_limited");
    expect(server.requests).toHaveLength(1);
  });
});

describe("stopping", () => {
  test("lets what is under way end and be kept, and sends nothing more", async () => {
    const stop = new AbortController();
    const cachePath = path.join(scratch(), "responses.sqlite");
    const server = await serve(
      async () => {
        stop.abort(new Error("stopped"));
        return { content: good };
      },
      { latencyMs: 20 },
    );
    const model = await modelAt(server, { cachePath, signal: stop.signal, limits: { concurrency: 1 } });
    const [first, second] = await Promise.allSettled([model.ask(question("one")), model.ask(question("two"))]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: new Error("stopped") });
    expect(server.requests).toHaveLength(1);
    const again = await (await modelAt(server, { cachePath })).ask(question("one"));
    expect(again.fromCache).toBe(true);
  });

  test("cuts what is under way when told so", async () => {
    const abort = new AbortController();
    const server = await serve(() => {
      abort.abort(new Error("at once"));
      return "hang";
    });
    const model = await modelAt(server, { abort: abort.signal });
    await expect(model.ask(question("one"))).rejects.toThrow("at once");
  });
});

describe("keys", () => {
  const key = "sk-test-0123456789abcdef";

  test("are sent to the server and never come back in an error", async () => {
    const server = await serve(({ headers }) => ({
      status: 400,
      body: `unknown header authorization: ${headers.authorization} in ${JSON.stringify(headers)}`,
    }));
    const events: unknown[] = [];
    const model = await modelAt(server, { environment: { AGENTHER_API_KEY: key }, listener: (event) => events.push(event) });
    const error = await errorOf(model.ask(question("Is it?")));
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(error.message).toContain("unknown header");
    expect(`${error.stack} ${JSON.stringify(error)} ${JSON.stringify(events)} ${String(error.cause)}`).not.toContain(key);
  });

  test.each([
    { name: "http://models.example/v1#x", environment: { OPENAI_API_KEY: key }, sent: undefined },
    { name: "http://localhost:8000/v1#x", environment: { OPENAI_API_KEY: key }, sent: key },
    { name: "http://models.example/v1#x", environment: { OPENAI_API_KEY: key, OPENAI_BASE_URL: "http://models.example/other" }, sent: key },
    { name: "http://models.example/v1#x", environment: { OPENAI_API_KEY: key, AGENTHER_API_KEY: "own" }, sent: "own" },
    { name: "openai:gpt-4o", environment: { OPENAI_API_KEY: key, AGENTHER_API_KEY: "own" }, sent: key },
    { name: "google:gemini-2.5-pro", environment: { GOOGLE_API_KEY: "three", GEMINI_API_KEY: " " }, sent: "three" },
  ])("$name gets $sent of $environment", ({ name, environment, sent }) => {
    expect(accessOf(parseModelName(name), environment).key).toBe(sent);
  });

  test("that are missing or addresses that hold one are refused in words", () => {
    expect(() => accessOf(parseModelName("openai:gpt-4o"), {})).toThrow("OPENAI_API_KEY");
    const environment = { OPENAI_API_KEY: key, OPENAI_BASE_URL: "https://me:secret@proxy.example" };
    expect(() => accessOf(parseModelName("openai:gpt-4o"), environment)).toThrow("OPENAI_BASE_URL");
    expect(() => accessOf(parseModelName("openai:gpt-4o"), environment)).not.toThrow("secret");
  });

  test.each([
    "Bearer abcdefgh12345",
    "key sk-proj-abcdefgh1234",
    "https://me:pass@host/",
    "?key=AIza123&x=1",
    `{"x-api-key": "abcdef"}`,
    "Basic bWU6cGFzcw==",
  ])("%s is scrubbed also when it is nobody's we know", (text) => {
    const secret = /abcdefgh12345|sk-proj-abcdefgh1234|me:pass|AIza123|"abcdef"|bWU6cGFzcw/;
    expect(text).toMatch(secret);
    expect(createScrub([])(`failed: ${text}`)).not.toMatch(secret);
  });
});
