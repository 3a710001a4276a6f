import { describe, expect, it } from 'vitest';
import { fn, synthetic } from '../../local/test-lambda.fixture.js';
import { searchVirtually, type VirtualCase } from './virtual-function.fixture.js';

/** A function that takes exactly so long, and no time to start. */
const taking = (ms: number, coldMs = 0) =>
  synthetic({ latency: { p50Ms: ms, p99Ms: ms }, coldStart: { p50Ms: coldMs, p99Ms: coldMs } });

const slo = 'throttled == 0';

/** The knee of each is known: concurrency over duration, or the rate that the rule allows. */
const cases: [name: string, given: VirtualCase, kneeHz: number, kind: string, value: number][] = [
  [
    'reserved concurrency',
    { function: fn({ reserved: 10, versions: { 1: taking(200) } }), slo },
    ...([50, 'reservedConcurrency', 10] as const),
  ],
  [
    'reserved concurrency, cold starts and all',
    {
      function: fn({ reserved: 40, versions: { 1: taking(50, 400) } }),
      slo: 'throttled < 1%',
      max: 5000,
    },
    ...([400, 'requestRate', 400] as const),
  ],
  [
    "the account's concurrency",
    {
      function: fn({ versions: { 1: taking(500) } }),
      lambda: { account: { concurrency: 20 } },
      slo,
    },
    ...([40, 'accountConcurrency', 20] as const),
  ],
  [
    'the request rate of the account',
    {
      function: fn({ versions: { 1: taking(10) } }),
      lambda: { account: { concurrency: 12 } },
      slo,
    },
    ...([120, 'requestRate', 120] as const),
  ],
  [
    'the request rate of a reservation',
    { function: fn({ reserved: 30, versions: { 1: taking(5) } }), slo },
    ...([300, 'requestRate', 300] as const),
  ],
  [
    'the burst rule: environments that serve once',
    {
      function: fn({ versions: { 1: taking(103.7) } }),
      lambda: {
        account: { concurrency: 1000, burst: { environments: 80, perS: 2 } },
        idleTimeoutS: 1e-4,
      },
      slo,
    },
    ...([40, 'burst', 40] as const),
  ],
];

describe('a capacity search finds the knee of a function limited by', () => {
  it.each(cases)('%s', async (_name, given, kneeHz, kind, value) => {
    const report = await searchVirtually(given);
    const { sustainable, limit, verdict } = report;
    expect(verdict).toBe('pass');
    expect(limit.kind).toBe(kind);
    expect(Math.abs((limit.value ?? 0) / value - 1)).toBeLessThanOrEqual(0.05);
    expect(Math.abs((sustainable?.rateHz ?? 0) / kneeHz - 1)).toBeLessThanOrEqual(0.05);
    expect(sustainable?.lowHz).toBeLessThanOrEqual(kneeHz * 1.001);
    expect(sustainable?.highHz).toBeGreaterThanOrEqual(kneeHz * 0.999);
  });
});
