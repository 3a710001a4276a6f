/** The library's entry: what the command line does, from code. */

export type { SourcePosition } from '../core/base/errors.js';
export { RepriseError } from '../core/base/errors.js';
export { exitCodes } from '../core/base/exit-codes.js';
export { type Database, openDatabase } from '../core/database/open.js';
export type { FollowFindings } from '../core/follow/findings.js';
export type { ResolvedEndpoint } from '../core/invoke/client.js';
export { type AskMfaCode, onMfaCode } from '../core/invoke/mfa.js';
export type { Outcome, OutcomeKind } from '../core/invoke/outcome.js';
export { outcomeKinds } from '../core/invoke/outcome.js';
export type { Path } from '../core/json/path.js';
export type { CapacityReport, CapacityStep } from '../core/judge/capacity/capacity-report.js';
export type { CapacityEnd, CapacityQuestion } from '../core/judge/capacity/conclude.js';
export { type Objective, parseObjective } from '../core/judge/capacity/objective.js';
export type { SearchSettings } from '../core/judge/capacity/search.js';
export type {
  Comparison,
  ComparisonVerdict,
  FieldComparison,
  MetricComparison,
  Tolerances,
} from '../core/judge/compare/comparison.js';
export { parseIgnoreRule } from '../core/judge/compare/json-difference.js';
export type { ConcurrencyFindings } from '../core/judge/concurrency/findings.js';
export type { LimitsEvidence } from '../core/judge/concurrency/limits.js';
export { type Evidence, evaluate } from '../core/judge/evaluate.js';
export { type Condition, parseExpectation } from '../core/judge/expectation.js';
export type { Observed, VerdictNote } from '../core/judge/observed.js';
export type { JudgedExpectation, RunVerdict, Verdict } from '../core/judge/verdict.js';
export { type KnownThreads, knownThreads } from '../core/lanes/thread-priority.js';
export { EventBook, type EventEnd, eventEnds } from '../core/measure/event-book.js';
export { LatencyHistogram } from '../core/measure/histogram.js';
export type { Interval } from '../core/measure/interval.js';
export type { LegName, PairedAnswer } from '../core/measure/paired-answer.js';
export type { Account, PlannedWorkload, RunStatus } from '../core/measure/run-books.js';
export { RunBooks } from '../core/measure/run-books.js';
export type { KeptSample } from '../core/measure/sample-keeper.js';
export {
  type CallRecording,
  type RecordCallsOptions,
  recordCalls,
} from '../core/proxy/record-calls.js';
export type { ReconciledScope, Reconciliation } from '../core/reconcile/reconciliation.js';
export {
  type ImportLogsOptions,
  type ImportLogsResult,
  importLogs,
} from '../core/recording/aws/import-logs.js';
export {
  type ImportQueueOptions,
  type ImportQueueResult,
  importQueue,
} from '../core/recording/aws/import-queue.js';
export type { RecordedEvent } from '../core/recording/event.js';
export { writeRecordsFile } from '../core/recording/export.js';
export { importRecording, rehearseImport } from '../core/recording/files/import.js';
export type {
  ImportOptions,
  ImportProgress,
  ImportResult,
} from '../core/recording/files/import-options.js';
export type { RedactionRule, RedactionRules } from '../core/recording/redaction/rule.js';
export type { RecordSelection } from '../core/recording/selection/selection.js';
export { RecordingStore } from '../core/recording/store/store.js';
export type { LocalLambda, LocalLambdaConfig } from '../local/config.js';
export { startLocalLambda } from '../local/start.js';
export { startLocalLambdaThread } from '../local/thread.js';
export type { ComparisonReport } from '../results/document/comparison/comparison-report.js';
export type { RunDetails } from '../results/document/run-details.js';
export type { RunMeta, RunRecord } from '../results/document/run-meta.js';
export type { RunReport } from '../results/document/run-report.js';
export { concurrencySentences } from '../results/document/wording/concurrency.js';
export { noteText, observedText } from '../results/document/wording/expectations.js';
export { type JsonCapacity, jsonCapacity } from '../results/export/capacity-json.js';
export { type JsonComparison, jsonComparison } from '../results/export/comparison-json.js';
export type { JsonSummary } from '../results/export/json-summary.js';
export { jsonSummary } from '../results/export/summary-json.js';
export { LivePush, type PushOptions } from '../results/live/push/live-push.js';
export type { LivePlan, LiveSnapshot } from '../results/live/terminal/live-snapshot.js';
export { type OutputSpec, parseOutputs, writeOutputs } from '../results/output/output.js';
export { terminalSummary } from '../results/output/print-report.js';
export { compareRuns } from '../results/store/compare-runs.js';
export { detailsIn } from '../results/store/details-in.js';
export { RunStore } from '../results/store/run-store.js';
export type { ScenarioFlags } from '../scenarios/language/flags.js';
export { type LoadOptions, loadLocalFile, loadScenario } from '../scenarios/language/load.js';
export { type ScenarioProblem, ScenarioProblems } from '../scenarios/language/problems.js';
export type { Scenario } from '../scenarios/language/scenario.js';
export type { CapacityResult, CapacitySearchOptions } from './capacity/find-capacity.js';
export { findCapacity } from './capacity/find-capacity.js';
export type { StepTimes } from './capacity/step-scenario.js';
export type { CompareResult, CompareRules } from './compare/compare-functions.js';
export { compareFunctions } from './compare/compare-functions.js';
export { type CompareLoad, compareScenario } from './compare/compare-scenario.js';
export { followAgain } from './follow/follow-events.js';
export type { FollowChange } from './follow/follow-run.js';
export {
  type ConfigFormat,
  type ImportedConfig,
  importConfig,
} from './import-config/import-config.js';
export type { ReconcileOptions } from './reconcile/reconcile-options.js';
export { type ReconcileAsked, reconcileAgain } from './reconcile/reconcile-run.js';
export type { RunResult } from './run/conclude-run.js';
export type { RunControl } from './run/drive-lanes.js';
export type { RunOptions, RunPreview } from './run/run-options.js';
export { runScenario } from './run/run-scenario.js';
export { RunStream, streamRun } from './run/stream-run.js';
export { onStack } from './stack/on-stack.js';
