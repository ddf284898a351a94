/**
 * The library behind the `agenther` command: everything that the command does, as functions.
 *
 * - `run` takes trajectories through all stages and writes journal, datasets and summary; `exportRun` and `explain` work on what it wrote.
 * - `inspectInputs` says what is in files.
 * - `createModels` asks models of providers and servers structured questions; `submitBatches`, `fetchBatches` and `importAnswers` do it by batches.
 * - `loadSource`, `loadExporter` and the types `Source`, `Exporter` are where formats come in and go out.
 * - `createRuleStages` and `decide` relabel one trajectory in memory.
 *
 * @module
 */

// Running
export { run, defaultWorkers, type RunOptions, type RunRequest, type RunResult } from "./run/run.ts";
export { convert, type Conversion, type ConvertRequest } from "./run/convert.ts";
export { convertForms, type ConvertForm } from "./run/convert-forms.ts";
export { parseConfig, type WrittenConfig } from "./run/parse-config.ts";
export { RunConfig, toolsOrigin } from "./run/run-config.ts";
export type { RunEvent, RunListener } from "./run/events.ts";
export { exportRun, type ExportRequest, type ExportResult } from "./run/export-run.ts";
export type { CardRequest } from "./run/write-card.ts";
export { explain, type Explanation } from "./run/explain.ts";
export { JournalEntry, QuarantineEntry } from "./run/journal-entry.ts";
export { journalEntries, quarantineEntries } from "./run/journal-entries.ts";
export { ExportCounts, Summary } from "./run/summary.ts";

// Reading
export { inspectInputs, type FileInspection, type InspectOptions, type Inspection } from "./reader/inspect.ts";
export { readToolsFile } from "./reader/tools-file.ts";
export { readSystemFile, type SuppliedSystem } from "./reader/system-file.ts";
export { readOutcomesFile, type SuppliedOutcome, type SuppliedOutcomes } from "./reader/outcomes-file.ts";
export { loadSource, loadSources, sources, type SourceName } from "./sources/index.ts";
export type { Detection, Framing, Head, Source, SourceOptions, SourceRecord, SourceTrajectory, TextFraming } from "./sources/source.ts";

// Relabeling
export { decide, type Fate } from "./run/decide.ts";
export {
  createRuleStages,
  createStages,
  defaultRuleSettings,
  type RuleSettings,
  type StageModels,
  type StageSettings,
} from "./stages/index.ts";
export { defaultGate, gate, type GateResult, type GateSettings, type Try } from "./stages/prompt-relabeler/gate.ts";
export type {
  FailureDetector,
  Judge,
  Judgement,
  OutcomeExtractor,
  PromptRelabeler,
  Proposal,
  ProposalCheck,
  Proposals,
  Stages,
} from "./stages/stage.ts";
export { ModelCall } from "./stages/model-call.ts";
export { Decision, DecisionStatus, ReasonCode } from "./stages/decision.ts";
export { FailureAnalysis, FailureType, Signal } from "./stages/failure-analysis.ts";
export { Achievement, Evidence, Fact, ReplayOutcome } from "./stages/replay-outcome.ts";
export { Claim, Closing, Edit, Mask, RefusedRelabel, Relabel, Strategy, Verdict } from "./stages/relabel.ts";

// Models
export type { ModelProvider, OpenModels } from "./run/model-stages.ts";
export { createModels, type Models, type ModelSettings } from "./llm/create-models.ts";
export { ModelError, type ModelErrorCode } from "./llm/model-error.ts";
export { parseModelName, type ModelName } from "./llm/model-name.ts";
export { KnownModel, ModelFile } from "./llm/model-table.ts";
export type { ModelEvent, ModelListener } from "./llm/events.ts";
export type { ModelRole, PromptPart, StructuredAnswer, StructuredModel, StructuredRequest, Usage } from "./llm/port.ts";
export { submitBatches } from "./llm/batch/submit.ts";
export { fetchBatches, type FetchedBatch } from "./llm/batch/fetch.ts";
export { importAnswers, type ImportRequest, type ImportResult } from "./llm/batch/import-answers.ts";

// Writing datasets
export { exporterNames, loadExporter, loadExporters, type ExporterName } from "./exporters/index.ts";
export type { Exporter, ExportFile, LeftOut, ParquetColumn, ParquetType, Row, Training, WrittenFile } from "./exporters/exporter.ts";
export type { AttemptContrast, GoalContrast, Sample, SampleCall, SampleMessage } from "./stages/data-augmenter/sample.ts";
export { buildDataset, type DatasetOptions } from "./dataset/build-dataset.ts";
export type { DatasetSummary } from "./dataset/dataset-summary.ts";
export type { DatasetRecord } from "./dataset/record.ts";
export type { DedupeSettings } from "./dataset/duplicates/dedupe-settings.ts";
export { holdoutOf, readHoldout, type Holdout } from "./dataset/holdout/read-holdout.ts";
export { HoldoutTask } from "./dataset/holdout/holdout-task.ts";
export { findSensitive } from "./dataset/scrub/find-sensitive.ts";
export type { Finding, ScrubKind, ScrubLevel } from "./dataset/scrub/finding.ts";
export type { LengthSettings } from "./dataset/tokens/measure-rows.ts";

// Trajectories
export * from "./trajectory/trajectory.ts";
export { callsOf, observationOf, placedCalls, prefixOf, systemPromptOf, textOf, reasoningOf, type PlacedCall } from "./trajectory/views.ts";
export { groupIdOf, identify, type TrajectoryDraft } from "./trajectory/identity.ts";
export { fromAtif, toAtif, validateAtif, type AtifDocument } from "./trajectory/atif/index.ts";
export type { Json, JsonObject } from "./base/json.ts";
export { AgentherError, RecordError, UsageError } from "./base/errors.ts";
