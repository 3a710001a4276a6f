import { describe, expect, expectTypeOf, it } from 'vitest';
import type { CapacityReport } from '../core/judge/capacity/capacity-report.js';
import type { RecordSelection } from '../core/recording/selection/selection.js';
import type { StoredRecord } from '../core/recording/store/store.js';
import type { RunRecord } from '../results/document/run-meta.js';
import type { RunWriter } from '../results/store/run-writer.js';
import * as library from './index.js';

// `npm run typecheck` reads this file: a type that differs does not compile.

it('exports these values and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'EventBook',
    'LatencyHistogram',
    'LivePush',
    'RecordingStore',
    'RepriseError',
    'RunBooks',
    'RunStore',
    'RunStream',
    'ScenarioProblems',
    'compareFunctions',
    'compareRuns',
    'compareScenario',
    'concurrencySentences',
    'detailsIn',
    'evaluate',
    'eventEnds',
    'exitCodes',
    'findCapacity',
    'followAgain',
    'importConfig',
    'importLogs',
    'importQueue',
    'importRecording',
    'jsonCapacity',
    'jsonComparison',
    'jsonSummary',
    'knownThreads',
    'loadLocalFile',
    'loadScenario',
    'noteText',
    'observedText',
    'onMfaCode',
    'onStack',
    'openDatabase',
    'outcomeKinds',
    'parseExpectation',
    'parseIgnoreRule',
    'parseObjective',
    'parseOutputs',
    'reconcileAgain',
    'recordCalls',
    'rehearseImport',
    'runScenario',
    'startLocalLambda',
    'startLocalLambdaThread',
    'streamRun',
    'terminalSummary',
    'writeOutputs',
    'writeRecordsFile',
  ]);
});

describe('the types of', () => {
  it('a run', () => {
    expectTypeOf(library.loadScenario).parameter(0).toEqualTypeOf<string | undefined>();
    expectTypeOf(library.loadScenario).returns.toEqualTypeOf<library.Scenario>();
    expectTypeOf(library.runScenario).parameters.toEqualTypeOf<
      [library.Scenario, library.RunOptions]
    >();
    expectTypeOf(library.runScenario).returns.resolves.toEqualTypeOf<
      library.RunResult | undefined
    >();
    expectTypeOf<{ databasePath: string }>().toExtend<library.RunOptions>();
    expectTypeOf<object>().not.toExtend<library.RunOptions>();
    expectTypeOf<library.RunOptions['stop']>().toEqualTypeOf<AbortSignal | undefined>();
    expectTypeOf<library.RunResult['report']>().toEqualTypeOf<library.RunReport>();
    expectTypeOf<library.RunResult['failure']>().toEqualTypeOf<library.RepriseError | undefined>();
    expectTypeOf<library.RunReport['verdict']>().toEqualTypeOf<library.RunVerdict>();
    expectTypeOf<library.RunReport['books']>().toEqualTypeOf<library.RunBooks>();
    expectTypeOf<library.RunStatus>().toEqualTypeOf<
      'running' | 'finished' | 'interrupted' | 'aborted'
    >();
  });

  it('what each callback of a run receives can be named', () => {
    type Received<Name extends keyof library.RunOptions> = Parameters<
      Extract<library.RunOptions[Name], (...args: never[]) => unknown>
    >;
    expectTypeOf<Received<'confirm'>>().toEqualTypeOf<[preview: library.RunPreview]>();
    expectTypeOf<library.RunPreview['endpoint']>().toEqualTypeOf<library.ResolvedEndpoint>();
    expectTypeOf<library.RunPreview['workloads']>().toEqualTypeOf<library.PlannedWorkload[]>();
    expectTypeOf<Received<'onNote'>>().toEqualTypeOf<[text: string]>();
    expectTypeOf<Received<'onStart'>>().toEqualTypeOf<
      [plan: library.LivePlan, runId: string, startUs: number]
    >();
    expectTypeOf<Received<'onFollow'>>().toEqualTypeOf<[total: library.EventBook]>();
    expectTypeOf<Received<'onReconcile'>>().toEqualTypeOf<
      [scopes: readonly library.ReconciledScope[]]
    >();
    expectTypeOf<Received<'onStored'>>().toEqualTypeOf<[run: library.RunRecord]>();
    expectTypeOf<Received<'onInterval'>>().toEqualTypeOf<[interval: library.Interval]>();
    expectTypeOf<Received<'onLive'>>().toEqualTypeOf<[snapshot: library.LiveSnapshot]>();
    expectTypeOf<Received<'onAnswer'>>().toEqualTypeOf<[answer: library.PairedAnswer]>();
    expectTypeOf<Received<'onSamples'>>().toEqualTypeOf<[samples: readonly library.KeptSample[]]>();
    type Callback = Exclude<
      keyof { [K in keyof library.RunOptions as K extends `on${string}` ? K : never]: true },
      | 'onNote'
      | 'onStart'
      | 'onFollow'
      | 'onReconcile'
      | 'onStored'
      | 'onInterval'
      | 'onLive'
      | 'onAnswer'
      | 'onSamples'
    >;
    expectTypeOf<Callback>().toEqualTypeOf<never>();
  });

  it('a comparison', () => {
    expectTypeOf(library.compareScenario).parameters.toEqualTypeOf<
      [library.Scenario, library.CompareLoad]
    >();
    expectTypeOf(library.compareScenario).returns.toEqualTypeOf<library.Scenario>();
    expectTypeOf(library.compareFunctions).parameters.toEqualTypeOf<
      [library.Scenario, library.CompareRules, library.RunOptions]
    >();
    expectTypeOf(library.compareFunctions).returns.resolves.toEqualTypeOf<
      library.CompareResult | undefined
    >();
    expectTypeOf<library.CompareResult>().toExtend<library.RunResult>();
    expectTypeOf<library.CompareResult['comparison']>().toEqualTypeOf<library.Comparison>();
    expectTypeOf<library.ComparisonVerdict>().toEqualTypeOf<'pass' | 'fail' | 'inconclusive'>();
  });

  it('a capacity search', () => {
    expectTypeOf(library.findCapacity).parameters.toEqualTypeOf<
      [library.Scenario, library.CapacitySearchOptions, library.RunOptions]
    >();
    expectTypeOf(library.findCapacity).returns.resolves.toEqualTypeOf<
      library.CapacityResult | undefined
    >();
    expectTypeOf<library.CapacityResult['report']>().toEqualTypeOf<CapacityReport>();
    expectTypeOf(library.parseObjective).returns.toEqualTypeOf<library.Objective>();
  });

  it('the stores, which share one database', () => {
    expectTypeOf(library.openDatabase).parameter(0).toEqualTypeOf<string>();
    expectTypeOf(library.openDatabase).returns.toEqualTypeOf<library.Database>();
    expectTypeOf(library.RunStore).toBeConstructibleWith({} as library.Database);
    expectTypeOf(library.RecordingStore).toBeConstructibleWith({} as library.Database);
    expectTypeOf<library.RunStore>().toHaveProperty('start').returns.toEqualTypeOf<RunWriter>();
    expectTypeOf<library.RunStore>().toHaveProperty('list').returns.toEqualTypeOf<RunRecord[]>();
    expectTypeOf<library.RunStore>()
      .toHaveProperty('load')
      .returns.toEqualTypeOf<library.RunReport>();
    expectTypeOf<library.RecordingStore>()
      .toHaveProperty('records')
      .toEqualTypeOf<
        (name: string, selection?: RecordSelection) => IterableIterator<StoredRecord>
      >();
  });

  it('the local Lambda, in this thread or in its own', () => {
    type Start = (config: library.LocalLambdaConfig) => Promise<library.LocalLambda>;
    expectTypeOf(library.startLocalLambda).toExtend<Start>();
    expectTypeOf(library.startLocalLambdaThread).toEqualTypeOf<Start>();
    expectTypeOf(library.loadLocalFile).returns.toEqualTypeOf<library.LocalLambdaConfig>();
    expectTypeOf<library.LocalLambda['url']>().toEqualTypeOf<string>();
    expectTypeOf<library.LocalLambda['close']>().returns.resolves.toEqualTypeOf<void>();
    expectTypeOf<library.RunOptions['local']>().toEqualTypeOf<library.LocalLambda | undefined>();
  });

  it('outcomes: a union told apart by kind, in which nothing impossible can be written', () => {
    type Of<Kind extends library.OutcomeKind> = Extract<library.Outcome, { kind: Kind }>;
    expectTypeOf<library.Outcome['kind']>().toEqualTypeOf<library.OutcomeKind>();
    expectTypeOf<(typeof library.outcomeKinds)[number]>().toEqualTypeOf<library.OutcomeKind>();
    expectTypeOf<Of<'throttled'>>().toHaveProperty('reason');
    expectTypeOf<Of<'ok'>>().not.toHaveProperty('reason');
    expectTypeOf<Of<'ok'>>().not.toHaveProperty('errorType');
    expectTypeOf<Of<'dropped'>>().not.toHaveProperty('statusCode');
    expectTypeOf<Of<'aborted'>>().not.toHaveProperty('statusCode');
    expectTypeOf<{ kind: 'ok' }>().not.toExtend<library.Outcome>();
  });

  it('what is judged', () => {
    expectTypeOf(library.parseExpectation).returns.toEqualTypeOf<library.Condition>();
    expectTypeOf(library.evaluate).returns.toExtend<readonly library.Verdict[]>();
    expectTypeOf(library.jsonSummary).returns.toEqualTypeOf<library.JsonSummary>();
    expectTypeOf<(typeof library.exitCodes)['expectationFailed']>().toEqualTypeOf<99>();
  });
});
