import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** A request as it reached the server. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Parsed when it is JSON, otherwise the text. */
  body: unknown;
  /** Messages' contents as texts, in order; empty when there are none. */
  messages: Array<{ role: string; content: string }>;
  /** How many requests came before. */
  index: number;
}

/** What the server does with a request. */
export type ServerReply =
  | { content: string; finish?: string; refusal?: string; usage?: Record<string, unknown>; headers?: Record<string, string> }
  /** An answer of another form or status. */
  | { status: number; body: string; headers?: Record<string, string> }
  /** Never answers. */
  | "hang"
  /** Sends half of an answer and breaks the connection. */
  | "cut"
  /** Sends half of an answer and nothing more. */
  | "stall"
  /** Breaks the connection without a word. */
  | "reset";

/** Names of the faults that `faultReply` makes. */
export const faults = [
  "429",
  "429-after",
  "500",
  "503",
  "hang",
  "cut",
  "stall",
  "reset",
  "bad-json",
  "wrong-schema",
  "fenced",
  "trailing-comma",
  "empty",
  "refusal",
  "length",
  "garbage",
] as const;
export type Fault = (typeof faults)[number];

/** What the server does to show a fault, where `good` would be the right answer. */
export function faultReply(fault: Fault, good: string): ServerReply {
  switch (fault) {
    case "429":
      return { status: 429, body: JSON.stringify({ error: { message: "slow down", type: "rate_limit" } }) };
    case "429-after":
      return { status: 429, body: JSON.stringify({ error: { message: "slow down" } }), headers: { "retry-after": "0.05" } };
    case "500":
      return { status: 500, body: "<html>Internal Server Error</html>" };
    case "503":
      return { status: 503, body: JSON.stringify({ error: { message: "overloaded" } }) };
    case "hang":
    case "cut":
    case "stall":
    case "reset":
      return fault;
    case "bad-json":
      return { content: `I would say { that is hard: to put } into words.` };
    case "wrong-schema":
      return { content: JSON.stringify({ something: "else" }) };
    case "fenced":
      return { content: `Here you are:\n\n\`\`\`json\n${good}\n\`\`\`\n\nAnything else?` };
    case "trailing-comma":
      return { content: good.replace(/}$/, ",}") };
    case "empty":
      return { content: "" };
    case "refusal":
      return { content: "", refusal: "I can't help with that." };
    case "length":
      return { content: good.slice(0, Math.floor(good.length / 2)), finish: "length" };
    case "garbage":
      return { status: 200, body: `{"choices": [` };
  }
}

/** A server that runs. */
export interface ChatServer extends AsyncDisposable {
  /** Base address, with `/v1`. */
  url: string;
  requests: SeenRequest[];
}

/** Settings of `startChatServer`. */
export interface ChatServerSettings {
  answer: (request: SeenRequest) => ServerReply | Promise<ServerReply>;
  /** Milliseconds before an answer is sent. */
  latencyMs?: number;
  /** A port that is to be used again; any free one unless given. */
  port?: number;
  /** False for a server that is asked so often that remembering it all would fill the memory. */
  keepRequests?: boolean;
}

/** A real HTTP server on this machine that speaks the chat interface of OpenAI, and does whatever a test wants. */
export async function startChatServer({ answer, latencyMs = 0, port = 0, keepRequests = true }: ChatServerSettings): Promise<ChatServer> {
  const requests: SeenRequest[] = [];
  let count = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = seen(method, url, headers, Buffer.concat(chunks), count);
      count += 1;
      if (keepRequests) requests.push(request);
      setTimeout(() => {
        void Promise.resolve(answer(request)).then((reply) => send(response, reply, request));
      }, latencyMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Bodies are parsed when somebody looks: a benchmark's server must not cost more than what it measures. */
function seen(method: string, path: string, headers: IncomingHttpHeaders, bytes: Buffer, index: number): SeenRequest {
  let body: unknown;
  let isParsed = false;
  return {
    method,
    path,
    headers,
    index,
    get body() {
      if (!isParsed) body = parsed(bytes.toString());
      isParsed = true;
      return body;
    },
    get messages() {
      return messagesOf(this.body);
    },
  };
}

function send(response: ServerResponse, reply: ServerReply, request: SeenRequest): void {
  if (reply === "hang") return;
  if (reply === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (reply === "cut" || reply === "stall") {
    const whole = completion({ content: "x".repeat(1000) }, request);
    response.writeHead(200, { "content-type": "application/json", "content-length": whole.length });
    response.write(whole.slice(0, 200), () => void (reply === "cut" && response.destroy()));
    return;
  }
  const [status, body] = "status" in reply ? [reply.status, reply.body] : [200, completion(reply, request)];
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...reply.headers });
  response.end(body);
}

function completion({ content, finish = "stop", refusal, usage }: Extract<ServerReply, { content: string }>, request: SeenRequest): string {
  return JSON.stringify({
    id: `chatcmpl-${request.index}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model: "test",
    choices: [{ index: 0, finish_reason: finish, message: { role: "assistant", content, ...(refusal === undefined ? {} : { refusal }) } }],
    usage: usage ?? countTokens(request, content),
  });
}

function countTokens({ messages }: SeenRequest, content: string): Record<string, unknown> {
  const prompt = messages.reduce((sum, message) => sum + message.content.length, 0);
  return {
    prompt_tokens: Math.ceil(prompt / 4),
    completion_tokens: Math.ceil(content.length / 4),
    prompt_tokens_details: { cached_tokens: 0 },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messagesOf(body: unknown): Array<{ role: string; content: string }> {
  if (typeof body !== "object" || body === null || !("messages" in body) || !Array.isArray(body.messages)) return [];
  return body.messages.map((message: { role?: unknown; content?: unknown }) => ({
    role: String(message.role),
    content: typeof message.content === "string" ? message.content : JSON.stringify(message.content),
  }));
}
