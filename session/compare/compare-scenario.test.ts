import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../core/invoke/outcome.js';
import { answerOf } from '../../core/lanes/answer.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';
import { planOf } from '../run/planning.js';
import { compareScenario } from './compare-scenario.js';

const workload: Workload = {
  name: 'orders',
  functionName: 'orders',
  invocationType: 'Event',
  logType: 'None',
  payloads: { kind: 'inline', payloads: [Buffer.from('{}')], order: 'shuffled' },
  stages: [{ kind: 'concurrency', name: 'closed', concurrency: 9 }],
};

function scenarioOf(workloads: Workload[]): Scenario {
  return {
    ...{ name: 'orders', seed: 5, target: { region: 'eu-west-1' }, workloads },
    limits: { maxInFlight: 100, timeoutS: 3, connectTimeoutS: 1, drainS: 5, late: 'send' },
    expectations: [{ text: 'p99 < 1s' }],
  };
}

const load = { old: 'shop:1', new: 'shop:live', again: false, pairs: 300, rateHz: 60 };

describe('a comparison as a scenario', () => {
  it('is one workload for each leg, alike but for the function', () => {
    const scenario = compareScenario(scenarioOf([workload]), { ...load, again: true });
    const legs = scenario.workloads.map(({ name, functionName, qualifier }) => [
      name,
      `${functionName}:${qualifier}`,
    ]);
    expect(legs).toEqual([
      ['old', 'shop:1'],
      ['new', 'shop:live'],
      ['again', 'shop:1'],
    ]);
    for (const leg of scenario.workloads) {
      expect(leg).toMatchObject({ invocationType: 'RequestResponse', logType: 'Tail' });
      expect(leg.payloads).toBe(workload.payloads);
      expect(leg.stages).toMatchObject([{ fromHz: 20, toHz: 20, maxInvocations: 300 }]);
    }
    expect(scenario).toMatchObject({ seed: 5, paired: true, expectations: [] });
  });

  it('sends everything to a control as well, in place of old again', () => {
    const scenario = compareScenario(scenarioOf([workload]), { ...load, control: 'shop:1b' });
    const legs = scenario.workloads.map(({ name, qualifier }) => [name, qualifier]);
    expect(legs[2]).toEqual(['control', '1b']);
    expect(legs).toHaveLength(3);
  });

  it('plans as many pairs as were asked for, at the rate over all legs', () => {
    const scenario = compareScenario(scenarioOf([workload]), load);
    const plan = planOf(scenario, [1, 1]);
    expect(plan).toMatchObject({ paired: true, seed: 5 });
    expect(plan.workloads.map(({ stages }) => stages[0])).toMatchObject([
      { fromHz: 30, maxInvocations: 300, durationS: 10 },
      { fromHz: 30, maxInvocations: 300, durationS: 10 },
    ]);
  });

  it('refuses what is no function, and payloads of several workloads', () => {
    const one = scenarioOf([workload]);
    expect(() => compareScenario(one, { ...load, new: 'no function' })).toThrow(/no function: /);
    expect(() => compareScenario(scenarioOf([workload, workload]), load)).toThrow(/one workload/);
  });
});

describe('the answer of a sample', () => {
  const arrival = { index: 7, intendedUs: 0, payload: 3, workload: 2, stage: 0 };
  const sample = (outcome: Outcome) => ({ arrival, sentUs: 1000, answeredUs: 26_000, outcome });
  const base = { pair: 2, leg: 2, payload: 3, serviceUs: 25_000 };

  it('has the pair, the time, and on a cold start the init', () => {
    const report = {
      ...{ durationMs: 20, billedDurationMs: 270, memorySizeMb: 128, maxMemoryUsedMb: 60 },
      initDurationMs: 250,
    };
    const response = Buffer.from('{}');
    const ok = { kind: 'ok', statusCode: 200, responseBytes: 2, report, response } as const;
    expect(answerOf(sample(ok), 3)).toEqual({
      ...base,
      ...{ kind: 'ok', start: 'cold', initUs: 250_000, response },
    });
  });

  it('has nothing more of what did not run', () => {
    const throttle = { kind: 'throttled', statusCode: 429, reason: 'R', errorMessage: '' } as const;
    expect(answerOf(sample(throttle), 3)).toEqual({ ...base, kind: 'throttled', start: 'unknown' });
  });
});
