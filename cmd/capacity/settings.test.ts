import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { CapacityArgs } from './args.js';
import { readSearch } from './settings.js';

function read(flags: Partial<CapacityArgs>, expectations: string[] = []) {
  const args = { by: 'rate', ...flags } as CapacityArgs;
  const scenario = { expectations: expectations.map((text) => ({ text })) } as Scenario;
  return readSearch(args, scenario);
}

describe('what a capacity search is told', () => {
  it('has defaults', () => {
    const { settings, times, question, objective } = read({});
    expect(settings).toMatchObject({ from: 10, max: 1000, precision: 0.05, isWhole: false });
    expect(times).toEqual({ measureS: 10, warmUpS: 3, coolDownS: 10 });
    expect(question).toEqual({ by: 'rate', precision: 0.05, headroom: 0.2 });
    expect(objective.map(({ text }) => text)).toEqual(['throttled == 0', 'errors < 1%']);
  });

  it('takes of what the scenario expects all that can be asked of a step', () => {
    const expected = ['p99 < 1s', 'p99 of stage("peak") < 1s', 'version 12 is 10%', 'ok > 99%'];
    expect(read({}, expected).objective.map(({ text }) => text)).toEqual(['p99 < 1s', 'ok > 99%']);
    expect(read({ slo: 'p50 < 9ms' }, expected).objective).toHaveLength(1);
  });

  it('counts callers in whole numbers', () => {
    const { settings, question } = read({ by: 'concurrency', max: '50', 'at-least': '20' });
    expect(settings).toMatchObject({ from: 1, max: 50, isWhole: true });
    expect(question.atLeast).toBe(20);
  });

  it.each<[Partial<CapacityArgs>, string]>([
    [{ slo: 'p99 of stage("x") < 1s' }, 'a step is judged as a whole'],
    [{ slo: 'errors < 1% over 10s' }, 'a step is judged as a whole'],
    [{ from: '0/s' }, '--from: a rate of "0/s" sends nothing'],
    [{ by: 'concurrency', from: '0' }, '--from 0: a search starts above nothing'],
    [{ from: '10/s', max: '5/s' }, '--max 5/s is below --from'],
    [{ from: '2000/s' }, '--max 1000/s is below --from'],
    [{ step: '200ms' }, '--step 200ms: a step is a second at least'],
    [{ precision: '60%' }, '--precision 60%: this is not between 0.5% and 50%'],
    [{ 'at-least': 'many' }, '--at-least: "many" is not a rate'],
    [{ by: 'concurrency', from: '5/s' }, '--from: "5/s"'],
  ])('refuses %j', (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });
});
