import { describe, expect, it } from 'vitest';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import { parseTenantId } from '../../core/transform/call-names.js';
import { plannedWorkloads, planOf } from '../../session/run/planning.js';
import { describePlan, type Plan } from './describe.js';
import { planSentences, planText } from './plan-sentences.js';
import { scalingWarnings } from './plan-warnings.js';
import type { Scenario, Workload } from './scenario.js';

const constant: StageSpec = {
  kind: 'rate',
  name: '20/s',
  fromHz: 20,
  toHz: 20,
  durationS: 30,
  arrivals: 'uniform',
};

function scenario(stages: StageSpec[], more: Partial<Scenario> = {}): Scenario {
  return {
    name: 'plan',
    seed: 3,
    target: {},
    workloads: [
      {
        name: 'checkout',
        functionName: 'checkout',
        qualifier: 'live',
        invocationType: 'RequestResponse',
        logType: 'Tail',
        payloads: { kind: 'recording', name: 'friday', order: 'recorded' },
        stages,
      },
    ],
    limits: { maxInFlight: 1000, timeoutS: 905, connectTimeoutS: 5, drainS: 30, late: 'send' },
    expectations: [],
    ...more,
  };
}

const ramp = (fromHz: number, toHz: number, durationS: number): StageSpec => ({
  ...constant,
  name: `${fromHz}/s -> ${toHz}/s`,
  fromHz,
  toHz,
  durationS,
});

/** Counted by the schedule, for recordings of 50 records, one a second. */
function plan(stages: StageSpec[], more: Partial<Scenario> = {}): Plan {
  const whole = scenario(stages, more);
  const captureTimes = {
    iterate: () => Array.from({ length: 50 }, (_, i) => i * 1e6),
    at: (_: number, position: number) => position * 1e6,
  };
  const counts = whole.workloads.map(() => 50);
  const spec = planOf(whole, counts);
  return describePlan(whole, plannedWorkloads(whole, spec, captureTimes));
}

const recorded: StageSpec = { kind: 'recorded', name: 'recorded 2x', speed: 2 };
const closed: StageSpec = {
  kind: 'concurrency',
  name: 'concurrency 5',
  concurrency: 5,
  durationS: 60,
};

describe('a plan in numbers', () => {
  it('adds up its stages', () => {
    expect(plan([ramp(0, 100, 10), constant, recorded])).toMatchObject({
      invocations: 500 + 600 + 50,
      durationS: 10 + 30 + 24.5,
      peakHz: 100,
      destination: 'remote',
    });
  });

  it('does not know what a closed loop sends', () => {
    const { invocations, cost, durationS } = plan([constant, closed]);
    expect({ invocations, cost, durationS }).toEqual({ durationS: 90 });
  });

  it('keeps to the budget', () => {
    const limits = { ...scenario([]).limits, maxInvocations: 100 };
    const { invocations, workloads, cost } = plan([constant], { limits });
    expect([invocations, workloads[0]?.stages[0]?.counted.planned]).toEqual([100, 600]);
    expect(cost?.requestsUsd).toBeCloseTo(100 * 0.2e-6, 12);
  });

  it.each<[string, Partial<Scenario['limits']>, StageSpec[], RegExp[]]>([
    ['nothing where all fits', { maxInvocations: 600, maxCostUsd: 1 }, [constant], []],
    [
      'that invocations are left over',
      { maxInvocations: 599 },
      [constant],
      [
        /has 600 invocations, and .* is 599: the run will end there, with exit code 108, and 1 will/,
      ],
    ],
    [
      'that a closed loop wants more by its own count',
      { maxInvocations: 600 },
      [constant, { ...closed, maxInvocations: 5 } as StageSpec],
      [/has 605 invocations/],
    ],
    ['nothing of a closed loop that time ends', { maxInvocations: 601 }, [constant, closed], []],
    [
      'that the requests cost more',
      { maxCostUsd: 0.0001 },
      [constant],
      [
        /The requests alone cost \$0\.00012,.* end after 500 invocations at most, with exit code 108/,
      ],
    ],
    [
      // 600 × 0.1 s × 1 GB × $0.0000166667 = $0.001: a tenth of a second for each of them.
      'from which duration on the whole costs more',
      { maxCostUsd: 0.00112 },
      [constant],
      [
        /is less than the plan costs if an invocation is billed for more than 100 ms on average at 1,024 MB/,
      ],
    ],
  ])('warns of budgets: %s', (_name, budgets, stages, warnings) => {
    const limits = { ...scenario([]).limits, ...budgets };
    const found = plan(stages, { limits }).warnings.filter((text) => /budget/.test(text));
    expect(found).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
  });

  it.each<[string, Partial<Workload>, RegExp[]]>([
    ['all of it', {}, [/requests alone cost/]],
    [
      'only requests of Event invocations',
      { invocationType: 'Event', logType: 'None' },
      [
        /^The duration of checkout \(Event\) will not be known.*, 500 at most/,
        /requests alone cost/,
      ],
    ],
    [
      'only requests without REPORTs',
      { logType: 'None' },
      [/^The duration of checkout \(log: None\) will not be known/, /requests alone cost/],
    ],
    ['nothing of what is free', { invocationType: 'DryRun', logType: 'None' }, []],
  ])('says what a budget of cost is held against: %s', (_, changes, warnings) => {
    const { limits, workloads } = scenario([constant]);
    const changed = workloads.map((workload) => ({ ...workload, ...changes }));
    const budgets = { ...limits, maxCostUsd: 0.0001 };
    const found = plan([constant], { limits: budgets, workloads: changed }).warnings;
    expect(found.filter((text) => /budget/.test(text))).toEqual(
      warnings.map((warning) => expect.stringMatching(warning)),
    );
  });

  it('has the price of the architecture', () => {
    const workloads = scenario([constant]).workloads.map((each) => ({
      ...each,
      architecture: 'arm64' as const,
    }));
    const priced = plan([constant], { workloads });
    // 600 × 0.1 s × 1 GB × $0.0000133334.
    expect(priced.cost?.per100MsUsd).toBeCloseTo(0.000800004, 12);
    expect(planSentences(priced).join(' ')).toContain('us-east-1, arm64, 2026-11');
  });

  it('prices requests, and 100 ms of each', () => {
    // 600 × $0.20 per million; 600 × 0.1 s × 1 GB × $0.0000166667.
    const { cost } = plan([constant]);
    expect(cost?.requestsUsd).toBeCloseTo(0.00012, 12);
    expect(cost?.per100MsUsd).toBeCloseTo(0.001000002, 12);
  });
});

describe('what expectations need', () => {
  const withExpectation = (text: string, stages: StageSpec[], more: Partial<Scenario> = {}) =>
    plan(stages, { expectations: [{ text }], ...more });

  it.each<[string, StageSpec[], string]>([
    [
      'p99 < 1s',
      [constant],
      '"p99 < 1s" cannot pass: p99 takes 1,000 invocations, and the plan has 600. The run may end inconclusive, with exit code 100.',
    ],
    [
      'p95 of stage("peak") < 1s',
      [constant, { ...constant, name: 'peak', durationS: 5 }],
      '"p95 of stage("peak") < 1s" cannot pass: p95 takes 200 invocations, and the plan has 100. The run may end inconclusive, with exit code 100.',
    ],
    [
      'p95 < 1s over 5s',
      [constant],
      '"p95 < 1s over 5s" cannot pass: p95 takes 200 invocations, and a window of 5 s has 100. The run may end inconclusive, with exit code 100.',
    ],
    [
      'version 12 is 10%',
      [constant],
      '"version 12 is 10%": to find 12% instead of 10% in 8 of 10 runs takes 2,852 invocations, and the plan has 600: a pass says little.',
    ],
    [
      'version 12 is 10% not 12%',
      [constant],
      '"version 12 is 10% not 12%": to find 12% instead of 10% in 8 of 10 runs takes 2,852 invocations, and the plan has 600. A right share is inconclusive then, with exit code 100.',
    ],
  ])('%s is warned of where the plan has too few', (text, stages, warning) => {
    const { warnings, samples } = withExpectation(text, stages);
    expect([warnings, samples]).toEqual([[warning], []]);
  });

  it('is announced of a share where there are enough', () => {
    const { samples, warnings } = withExpectation('version 12 is 10% not 20%', [constant]);
    expect(warnings).toEqual([]);
    expect(samples).toEqual([
      expect.stringMatching(
        /^"version 12 is 10% not 20%": to find 20% instead of 10% in 8 of 10 runs takes \d+ invocations, and the plan has 600\.$/,
      ),
    ]);
  });

  it('counts what a budget lets through', () => {
    const limits = { ...scenario([]).limits, maxInvocations: 199 };
    expect(withExpectation('p95 < 1s', [constant], { limits }).warnings.join()).toContain(
      'p95 takes 200 invocations, and the plan has 199.',
    );
  });

  it.each<[string, StageSpec[]]>([
    ['p95 < 1s', [constant]],
    ['p95 < 1s over 10s', [constant]],
    ['max < 1s', [constant]],
    ['errors == 0', [constant]],
    ['versions in alias', [constant]],
    ['p99 < 1s', [constant, closed]],
  ])('%s is not warned of where it can be judged, or nobody knows', (text, stages) => {
    const { warnings, samples } = withExpectation(text, stages);
    expect([warnings, samples]).toEqual([[], []]);
  });
});

describe('the plan in sentences', () => {
  it('says what, where, how long and for how much', () => {
    const limits = { ...scenario([]).limits, maxInvocations: 10_000, maxCostUsd: 2 };
    const expectations = [{ text: 'p99 < 1s' }, { text: 'errors == 0' }];
    const stages: StageSpec[] = [
      ramp(10, 30, 30),
      { ...constant, name: 'peak' },
      { kind: 'pause', name: 'pause', durationS: 5 },
      { ...recorded, maxGapS: 0.5 },
    ];
    expect(planSentences(plan(stages, { limits, expectations }))).toEqual([
      'plan: 1,250 invocations, for 1m 17s, at least 30/s at the peak. Seed 3.',
      'checkout invokes checkout:live as RequestResponse with recording "friday", order recorded.',
      '  10/s -> 30/s for 30s, 600 invocations.',
      '  peak: 20/s for 30s, 600 invocations.',
      '  pause for 5s, 0 invocations.',
      '  recorded 2x, silences cut to 0.5s, for 12.3s, 50 invocations.',
      'At most 1,000 in flight, each for at most 15m 5s. Stops at 10,000 invocations or an estimated $2.00.',
      'It costs about $0.00025 for the requests and $0.0021 for every 100 ms that they take at 1,024 MB (AWS Lambda pricing, us-east-1, x86, 2026-11).',
      'Expected: p99 < 1s; errors == 0.',
    ]);
  });

  it('names no number that it does not know', () => {
    expect(planSentences(plan([closed]))).toEqual([
      'plan: as many invocations as are answered in time, for 1m. Seed 3.',
      'checkout invokes checkout:live as RequestResponse with recording "friday", order recorded.',
      '  concurrency 5 for 1m, as many invocations as are answered in time.',
      'At most 1,000 in flight, each for at most 15m 5s.',
    ]);
  });

  it('ends with the warnings', () => {
    expect(planText(plan([ramp(0, 30_000, 0.01)]))).toMatch(/\nwarning: .*\n$/s);
  });
});

describe('warnings', () => {
  it.each<[title: string, stages: StageSpec[], warnings: string[]]>([
    ['a load that Lambda takes without noticing', [constant], []],
    [
      // 1,000 environments at once are used up after 2,000/s × duration: 500 ms.
      'a start at once',
      [ramp(2000, 2000, 60)],
      [
        `Stage "2000/s -> 2000/s" of checkout outruns Lambda's scaling (1,000 environments per 10 s and function) if an invocation takes longer than 500 ms.`,
        `2,000/s uses up an account's default concurrency (1,000) if an invocation of checkout takes longer than 500 ms.`,
      ],
    ],
    [
      // 100 environments a second are refilled, and each second asks for 500 × duration more.
      'a steep ramp',
      [ramp(0, 5000, 10)],
      [
        `Stage "0/s -> 5000/s" of checkout outruns Lambda's scaling (1,000 environments per 10 s and function) if an invocation takes longer than 200 ms.`,
        `5,000/s uses up an account's default concurrency (1,000) if an invocation of checkout takes longer than 200 ms.`,
      ],
    ],
    [
      'the same rise, slowly and from a warm start',
      [ramp(300, 300, 60), ramp(300, 2000, 600)],
      [
        `2,000/s uses up an account's default concurrency (1,000) if an invocation of checkout takes longer than 500 ms.`,
      ],
    ],
    [
      'more requests than ten for each unit of concurrency',
      [ramp(0, 20_000, 600)],
      [
        `20,000/s is above 10,000/s, 10 requests a second for each unit of an account's default concurrency (1,000): checkout will be throttled.`,
      ],
    ],
    [
      'a climb beyond the requests that a function may gain',
      [ramp(0, 20_000, 10)],
      [
        'Stage "0/s -> 20000/s" of checkout climbs faster than a function may: by 10,000 requests a second every 10 s.',
        `20,000/s is above 10,000/s, 10 requests a second for each unit of an account's default concurrency (1,000): checkout will be throttled.`,
      ],
    ],
  ])('%s', (_, stages, warnings) => {
    expect(scalingWarnings(scenario(stages))).toEqual(warnings);
  });
});

describe('whose invocations they are', () => {
  const named = (tenantId?: string): Scenario => {
    const [workload] = scenario([constant]).workloads as [Workload];
    const names = tenantId === undefined ? undefined : { tenantId: parseTenantId(tenantId) };
    return scenario([constant], {
      workloads: [{ ...workload, payloads: { ...workload.payloads, ...(names && { names }) } }],
    });
  };
  const sentenceOf = (written: Scenario, first?: string) =>
    planSentences(describePlan(written, [], [first])).find((text) => text.startsWith('  Tenant:'));

  it.each([
    [
      '{{$.customer.id}}',
      'blue',
      '  Tenant: {{$.customer.id}}; that of the first payload is blue.',
    ],
    ['eu-{{tag:team}}-{{seq}}', undefined, '  Tenant: eu-{{tag:team}}-{{seq}}.'],
    ['blue', 'blue', '  Tenant: blue.'],
    [undefined, 'red', '  Tenant: as recorded; that of the first payload is red.'],
    ['', undefined, undefined],
    [undefined, undefined, undefined],
  ])('%j, first %j', (tenantId, first, sentence) => {
    expect(sentenceOf(named(tenantId), first)).toBe(sentence);
  });
});
