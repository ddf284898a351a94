import { asString, isObject, type JsonObject, tryParseJson } from "../../base/json.ts";
import { ModelError } from "../model-error.ts";
import { createBatchClient, type BatchClientParts, type BatchEndpoint } from "./batch-endpoint.ts";

/**
 * Message batches of Anthropic: all requests go to `/messages/batches` in one body, the results come as JSON lines from the address that the batch names.
 * Within 24 hours at half the price. At most 100,000 requests and 256 MB.
 */
export function anthropicBatches(parts: BatchClientParts): BatchEndpoint {
  const client = createBatchClient(parts, "https://api.anthropic.com/v1", (key) => ({
    "x-api-key": key,
    "anthropic-version": "2023-06-01",
  }));
  return {
    limits: { requests: 100_000, bytes: 256_000_000 },
    async submit(lines) {
      const body = JSON.stringify({ requests: lines.map(toRequest) });
      const batch = await client.json("POST", "/messages/batches", { type: "application/json", bytes: Buffer.from(body) });
      const id = asString(batch["id"]);
      if (id === undefined) throw new ModelError("model_unavailable", `${parts.model.name}: the batch endpoint answered without an id.`);
      return { id, status: asString(batch["processing_status"]) ?? "unknown" };
    },
    async state(id) {
      const batch = await client.json("GET", `/messages/batches/${encodeURIComponent(id)}`);
      const status = asString(batch["processing_status"]) ?? "unknown";
      const results = asString(batch["results_url"]);
      return { status, ended: status === "ended", results: results === undefined ? [] : [results] };
    },
    download: (address) => client.text(address),
  };
}

/** A line of a request file as Anthropic takes it. */
function toRequest(line: string): JsonObject {
  const parsed = tryParseJson(line);
  const { custom_id = "", body = {} } = parsed.ok && isObject(parsed.value) ? parsed.value : {};
  return { custom_id, params: body };
}
