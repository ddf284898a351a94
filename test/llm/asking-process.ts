import { createModels } from "../../src/llm/create-models.ts";
import { question } from "./world-of-questions.ts";

// A process of its own that asks questions until it is done or killed: node asking-process.ts URL CACHE COUNT

const [url = "", cachePath = "", count = "0"] = process.argv.slice(2);
const name = `${url}#test`;
const models = await createModels({ models: [name], cachePath, limits: { concurrency: 8 }, environment: {} });
const answers = await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => (await models.get(name).ask(question(`Run ${index}`))).value.confidence),
);
models.close();
console.log(JSON.stringify(answers));
