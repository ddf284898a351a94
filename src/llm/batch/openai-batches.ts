import { asString, isObject, type JsonObject } from "../../base/json.ts";
import { ModelError } from "../model-error.ts";
import { createBatchClient, type BatchClientParts, type BatchEndpoint } from "./batch-endpoint.ts";

const ended = new Set(["completed", "failed", "expired", "cancelled"]);

/**
 * Batches of OpenAI, and of servers that have the same endpoints (LiteLLM): a file is uploaded to `/files` with the purpose `batch`, `/batches` runs it
 * within 24 hours at half the price. At most 50,000 requests and 200 MB.
 */
export function openaiBatches(parts: BatchClientParts): BatchEndpoint {
  const client = createBatchClient(parts, "https://api.openai.com/v1", (key) => ({ authorization: `Bearer ${key}` }));
  return {
    limits: { requests: 50_000, bytes: 200_000_000 },
    async submit(lines) {
      const form = new FormData();
      form.set("purpose", "batch");
      form.set("file", new Blob([lines.join("\n"), "\n"], { type: "application/jsonl" }), "requests.jsonl");
      const encoded = new Response(form);
      const type = encoded.headers.get("content-type") ?? "multipart/form-data";
      const file = await client.json("POST", "/files", { type, bytes: new Uint8Array(await encoded.arrayBuffer()), repeatable: true });
      const order = { input_file_id: idOf(parts, file), endpoint: "/v1/chat/completions", completion_window: "24h" };
      const batch = await client.json("POST", "/batches", { type: "application/json", bytes: Buffer.from(JSON.stringify(order)) });
      return { id: idOf(parts, batch), status: asString(batch["status"]) ?? "unknown" };
    },
    async state(id) {
      const batch = await client.json("GET", `/batches/${encodeURIComponent(id)}`);
      const status = asString(batch["status"]) ?? "unknown";
      const results = [batch["output_file_id"], batch["error_file_id"]]
        .filter((file) => typeof file === "string" && file !== "")
        .map(String);
      const failure = status === "failed" ? failureIn(batch) : undefined;
      return { status, ended: ended.has(status), results, ...(failure === undefined ? {} : { failure }) };
    },
    download: (file) => client.text(`/files/${encodeURIComponent(file)}/content`),
  };
}

function idOf({ model }: BatchClientParts, answer: JsonObject): string {
  const id = asString(answer["id"]);
  if (id !== undefined) return id;
  throw new ModelError("model_unavailable", `${model.name}: the batch endpoint answered without an id.`);
}

function failureIn({ errors }: JsonObject): string {
  const list = isObject(errors) && Array.isArray(errors["data"]) ? errors["data"] : [];
  return (
    list.map((error) => (isObject(error) ? asString(error["message"]) : undefined)).find((message) => message !== undefined) ??
    "the provider gives no reason"
  );
}
