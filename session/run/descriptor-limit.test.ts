import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { descriptorLimit, refuseFewDescriptors } from './descriptor-limit.js';

const open: StageSpec = {
  ...{ kind: 'rate', name: 'a', fromHz: 10, toHz: 10, durationS: 60, arrivals: 'uniform' },
};
const loop = (concurrency: number): StageSpec => ({
  ...{ kind: 'concurrency', name: 'b', concurrency, durationS: 60 },
});

function refusal(
  stages: StageSpec[],
  { limit, maxInFlight = 1000, isLocal = false, planned = 600 }: Given,
): RepriseError | undefined {
  const base = { functionName: 'f', invocationType: 'RequestResponse' as const };
  const scenario = {
    ...{ name: 's', seed: 1, target: {}, expectations: [] },
    workloads: [{ ...base, name: 'f', logType: 'Tail' as const, payloads: inline, stages }],
    limits: { maxInFlight, timeoutS: 9, connectTimeoutS: 5, drainS: 3, late: 'send' as const },
    ...(isLocal && { local: { functions: {} } as unknown as NonNullable<Scenario['local']> }),
  };
  const openStages = stages.filter(({ kind }) => kind !== 'concurrency');
  try {
    refuseFewDescriptors(scenario, openStages.length * planned, 1, limit);
  } catch (error) {
    if (error instanceof RepriseError) return error;
    throw error;
  }
  return undefined;
}

interface Given {
  limit: number;
  maxInFlight?: number;
  isLocal?: boolean;
  planned?: number;
}

const inline = { kind: 'inline' as const, payloads: [], order: 'recorded' as const };

describe('a limit of open files', () => {
  it.each<[string, StageSpec[], Given, number]>([
    ['that holds the plan', [open], { limit: 1024 }, 0],
    ['below what the plan may have in flight', [open], { limit: 500 }, 600],
    ['below --max-in-flight', [open], { limit: 4000, maxInFlight: 5000, planned: 9000 }, 5000],
    ['that is enough for --max-in-flight', [open], { limit: 5400, maxInFlight: 5000 }, 0],
    ['below a closed loop', [loop(800)], { limit: 800 }, 800],
    ['below a closed loop and the open one before it', [open, loop(800)], { limit: 1200 }, 1400],
    ['of which the local Lambda needs half', [open], { limit: 1024, isLocal: true }, 600],
  ])('%s', (_, stages, given, inFlight) => {
    const error = refusal(stages, given);
    if (inFlight === 0) {
      expect(error).toBeUndefined();
      return;
    }
    expect(error?.exitCode).toBe(104);
    const [, many, needed, may] =
      /^Up to ([\d,]+) .* need ([\d,]+) file descriptors, and .* may open ([\d,]+)\.$/.exec(
        error?.message ?? '',
      ) ?? [];
    const number = (text = '') => Number(text.replaceAll(',', ''));
    expect([number(many), number(may)]).toEqual([inFlight, given.limit]);
    const connections = inFlight * (given.isLocal ? 2 : 1);
    expect(number(needed)).toBeGreaterThan(Math.max(connections, given.limit));
    expect(error?.hint).toContain(`ulimit -n ${number(needed)}`);
    // What is needed is enough.
    expect(refusal(stages, { ...given, limit: number(needed) + 8 })).toBeUndefined();
  });

  it('is known on Linux', () => {
    if (process.platform === 'linux') expect(descriptorLimit()).toBeGreaterThan(0);
  });
});
