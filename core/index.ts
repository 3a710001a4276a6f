/** The library's entry: what the command line does, from code. */

export { type JsonCapacity, jsonCapacity } from '../results/capacity/capacity-json.js';
export { type JsonComparison, jsonComparison } from '../results/compare/comparison-json.js';
export type { ComparisonReport } from '../results/compare/comparison-report.js';
export type { JsonSummary } from '../results/reporters/json-summary.js';
export { jsonSummary } from '../results/reporters/summary-json.js';
export { terminalSummary } from '../results/reporters/terminal-summary.js';
export type { RunReport } from '../results/run-report.js';
export { RunStore } from '../results/run-store.js';
export { loadLocalFile, loadScenario } from '../scenarios/load.js';
export { ScenarioProblems } from '../scenarios/problems.js';
export type { Scenario } from '../scenarios/scenario.js';
export { type Database, openDatabase } from './database/open.js';
export type { SourcePosition } from './errors.js';
export { RepriseError } from './errors.js';
export { exitCodes } from './exit-codes.js';
export type { Outcome, OutcomeKind } from './invoke/outcome.js';
export { outcomeKinds } from './invoke/outcome.js';
export type { CapacityReport, CapacityStep } from './judge/capacity/capacity-report.js';
export { type Objective, parseObjective } from './judge/capacity/objective.js';
export type {
  Comparison,
  ComparisonVerdict,
  FieldComparison,
  MetricComparison,
  Tolerances,
} from './judge/compare/comparison.js';
export { parseIgnoreRule } from './judge/compare/json-path.js';
export type { ConcurrencyFindings } from './judge/concurrency/findings.js';
export type { LimitsEvidence } from './judge/concurrency/limits.js';
export { type Evidence, evaluate } from './judge/evaluate.js';
export { type Condition, parseExpectation } from './judge/expectation.js';
export type { JudgedExpectation, RunVerdict, Verdict } from './judge/verdict.js';
export type { LocalLambda, LocalLambdaConfig } from './local/config.js';
export { startLocalLambda } from './local/start.js';
export { startLocalLambdaThread } from './local/thread.js';
export { LatencyHistogram } from './measure/histogram.js';
export type { Account, PlannedWorkload, RunStatus } from './measure/run-books.js';
export { RunBooks } from './measure/run-books.js';
export type { RecordedEvent } from './recording/event.js';
export { RecordingStore } from './recording/store.js';
export type { CapacityResult, CapacitySearchOptions } from './session/capacity/find-capacity.js';
export { findCapacity } from './session/capacity/find-capacity.js';
export type { CompareResult, CompareRules } from './session/compare/compare-functions.js';
export { compareFunctions } from './session/compare/compare-functions.js';
export { type CompareLoad, compareScenario } from './session/compare/compare-scenario.js';
export type { RunControl } from './session/drive-lanes.js';
export type { RunOptions, RunPreview } from './session/run-options.js';
export type { RunResult } from './session/run-scenario.js';
export { runScenario } from './session/run-scenario.js';
export { type KnownThreads, knownThreads } from './session/thread-priority.js';
