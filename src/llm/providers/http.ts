import http from "node:http";
import https from "node:https";
import { utf8 } from "../utf8.ts";

/**
 * What went wrong below HTTP: nobody there, no answer in time, a connection that broke, a kept connection that the other side had closed before the
 * request, or our own wish to stop.
 */
export type TransportFault = "refused" | "timeout" | "cut" | "stale" | "aborted";

/** A request got no complete answer. */
export class TransportError extends Error {
  readonly fault: TransportFault;

  constructor(fault: TransportFault, message: string) {
    super(message);
    this.name = "TransportError";
    this.fault = fault;
  }
}

/** The answer to a request, whatever its status. */
export interface HttpAnswer {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Requests as the providers make them. */
export interface Http {
  /** Sends bytes, in pieces that are put together on the way. Rejects with `TransportError`. Follows no redirects. Without the objects of `fetch`, which cost more than the rest of a request. */
  post: (url: URL, headers: Readonly<Record<string, string>>, body: readonly Uint8Array[]) => Promise<HttpAnswer>;
  /** As the global `fetch`, for requests with a text or no body. Rejects with `TransportError`. Follows no redirects. */
  fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Closes idle connections. */
  close(): void;
}

/** Settings of `createHttp`. */
export interface HttpSettings {
  /** Milliseconds from the request to the last byte of its answer. */
  timeoutMs: number;
  /** Cuts what is under way. */
  abort?: AbortSignal;
  /** Where HTTPS_PROXY and its like are read. Local addresses are never asked through a proxy. */
  environment?: NodeJS.ProcessEnv;
}

/** Many servers close connections that are idle for five seconds; ours are closed before. Requests under way are not touched by it. */
const idleMs = 4000;

/**
 * A `fetch` on Node's own client with connections that are kept. The global one costs about 0.2 ms more of processor per call and gives up after
 * five minutes without a header, which a slow local model may need.
 */
export function createHttp({ timeoutMs, abort, environment = process.env }: HttpSettings): Http {
  const keep = { keepAlive: true, maxSockets: Infinity, scheduling: "lifo", timeout: idleMs } as const;
  const agents = {
    local: new http.Agent(keep),
    http: new http.Agent({ ...keep, proxyEnv: environment }),
    https: new https.Agent({ ...keep, proxyEnv: environment }),
  };
  const underWay = new Set<(why: TransportError) => void>();
  abort?.addEventListener("abort", () => {
    for (const stop of underWay) stop(new TransportError("aborted", "the run was stopped"));
  });

  const send = (method: string, url: URL, headers: Readonly<Record<string, string>>, body: readonly Uint8Array[]): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      if (abort?.aborted === true) return reject(new TransportError("aborted", "the run was stopped"));
      const secure = url.protocol === "https:";
      const agent = secure ? agents.https : isLocal(url.hostname) ? agents.local : agents.http;
      const length = body.reduce((sum, piece) => sum + piece.length, 0);
      const sized = length === 0 ? headers : { ...headers, "content-length": String(length) };
      const request = (secure ? https : http).request(url, { method, headers: sized, agent }, receive);
      const timer = setTimeout(() => stop(new TransportError("timeout", `no complete answer within ${timeoutMs / 1000} s`)), timeoutMs);
      let answering = false;
      let stopped: TransportError | undefined;
      underWay.add(stop);
      request.on("error", (error) => fail(error));
      request.on("close", () => fail());
      request.cork();
      for (const piece of body) request.write(piece);
      request.end();

      function receive(response: http.IncomingMessage): void {
        answering = true;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", (error) => fail(error));
        response.on("end", () => {
          done();
          const [first] = chunks;
          const whole = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 500, headers: plainHeaders(response), body: whole });
        });
      }
      function fail(error?: Error): void {
        // The request is closed after its answer, too.
        if (!underWay.has(stop)) return;
        done();
        // What we ended ourselves is told as such, whatever the connection reports of it.
        if (stopped !== undefined) return reject(stopped);
        const stale = request.reusedSocket && !answering && isReset(error);
        const words = error?.message ?? "the connection was closed";
        reject(new TransportError(stale ? "stale" : answering ? "cut" : faultOf(error), words));
      }
      function done(): void {
        clearTimeout(timer);
        underWay.delete(stop);
      }
      function stop(why: TransportError): void {
        stopped = why;
        request.destroy(why);
      }
    });

  return {
    post: (url, headers, body) => send("POST", url, headers, body),
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input);
      const headers = Object.fromEntries(new Headers(init.headers));
      return toResponse(await send(init.method ?? "GET", url, headers, bytesOf(init.body)));
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

/** The `TransportError` among an error and its causes. */
export function transportErrorOf(error: unknown): TransportError | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof TransportError) return at;
  }
  return undefined;
}

const nobodyThere = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "EHOSTDOWN"]);

function isReset(error: Error | undefined): boolean {
  return error !== undefined && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function faultOf(error: Error | undefined): TransportFault {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return errors.some((each) => each instanceof Error && "code" in each && nobodyThere.has(String(each.code))) ? "refused" : "cut";
}

function bytesOf(body: RequestInit["body"]): Uint8Array[] {
  if (body === undefined || body === null) return [];
  if (typeof body === "string") return [utf8(body)];
  if (body instanceof Uint8Array) return [body];
  throw new TypeError("Only text and bytes are sent.");
}

function isLocal(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}

function plainHeaders({ headers }: http.IncomingMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) plain[name] = String(value);
  return plain;
}

const withoutBody = new Set([204, 205, 304]);

function toResponse({ status, headers, body }: HttpAnswer): Response {
  // What stands below 200 is no answer, and `Response` refuses to hold it.
  return new Response(withoutBody.has(status) ? null : new Uint8Array(body), { status: status < 200 ? 502 : status, headers });
}
