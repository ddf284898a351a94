/** The call that trains with a dataset in TRL, on one line, for the end of a run. */
export function trlCall(trainer: string, folder: string, args: string): string {
  return `${trainer}(model, args=${args}, train_dataset=load_dataset("json", data_files="${folder}/train.jsonl", split="train"))`;
}

/** The same as a script for `TRAINING.md`. */
export function trlScript(trainer: string, config: string, settings: string, file = "train.jsonl"): string {
  return `\`\`\`python
from datasets import load_dataset
from trl import ${config}, ${trainer}

data = load_dataset("json", data_files={"train": "${file}"})
args = ${config}(output_dir="model"${settings === "" ? "" : `, ${settings}`})
trainer = ${trainer}(model="Qwen/Qwen2.5-1.5B-Instruct", train_dataset=data["train"], args=args)
trainer.train()
\`\`\``;
}

/** Which chat templates render these rows. */
export const TRL_TEMPLATES = `Arguments are objects and tools are a JSON string, as the chat templates of Qwen 2.5, Qwen 3 and their kin expect. Templates without tools
(Gemma, Phi-3, Cohere) fail on tool messages or drop them without a word: take \`react-text\` there.`;
