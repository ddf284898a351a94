/**
 * For tests of what is built on agenther: a model that answers from a script.
 *
 * @module
 */

export {
  createScriptedModel,
  type Script,
  type ScriptedAnswer,
  type ScriptedModel,
  type ScriptedQuestion,
  type ScriptedSettings,
} from "./llm/scripted-model.ts";
export { ModelError, type ModelErrorCode } from "./llm/model-error.ts";
export type { ModelRole, PromptPart, StructuredAnswer, StructuredModel, StructuredRequest, Usage } from "./llm/port.ts";
