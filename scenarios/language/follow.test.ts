import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../core/database/temporary.fixture.js';
import type { ScenarioFlags } from './flags.js';
import { loadScenario } from './load.js';

function load(invoke: string, flags: ScenarioFlags = {}, more = '') {
  const file = join(temporaryFolder(), 'events.yaml');
  writeFileSync(
    file,
    `target: { function: f }\ninvoke: ${invoke}\nload: [{ rate: 1/s, for: 1s }]\n${more}`,
  );
  return loadScenario(file, { flags });
}

const followOf = (invoke: string, flags?: ScenarioFlags) =>
  load(invoke, flags).workloads[0]?.follow;

describe('follow', () => {
  it.each<[string, object | undefined]>([
    ['{ type: Event }', undefined],
    ['{ type: Event, follow: false }', undefined],
    ['{ type: Event, follow: true }', {}],
    ['{ type: Event, follow: logs }', { from: ['logs'] }],
    ['{ type: Event, follow: "logs, deadLetters" }', { from: ['logs', 'deadLetters'] }],
    ['{ type: Event, follow: [destinations] }', { from: ['destinations'] }],
    [
      '{ type: Event, follow: { from: logs, until: 2m, sample: 10%, consume: true } }',
      { from: ['logs'], untilS: 120, sample: 0.1, consume: true },
    ],
  ])('%s', (invoke, expected) => {
    expect(followOf(invoke)).toEqual(expected);
  });

  it.each<[string, ScenarioFlags, object]>([
    ['{ type: Event }', { follow: '' }, {}],
    ['{ type: Event, follow: true }', { followUntil: '5m' }, { untilS: 300 }],
    ['{ type: Event, follow: logs }', { followSample: '10%' }, { from: ['logs'], sample: 0.1 }],
    [
      '{ type: Event, follow: { until: 2m } }',
      { follow: 'deadLetters' },
      { from: ['deadLetters'], untilS: 120 },
    ],
    ['{}', { invocationType: 'Event', follow: 'logs' }, { from: ['logs'] }],
  ])('%s with %j', (invoke, flags, expected) => {
    expect(followOf(invoke, flags)).toEqual(expected);
  });

  it.each<[string, ScenarioFlags, string]>([
    ['{ follow: true }', {}, 'the answer of a RequestResponse invocation is its end'],
    ['{}', { follow: '' }, '--follow: the answer of a RequestResponse invocation is its end'],
    ['{ type: Event, follow: ears }', {}, '"ears" does not tell what became of an event'],
    ['{ type: Event, follow: { sample: 0% } }', {}, 'this follows nothing'],
    ['{ type: Event, follow: { form: logs } }', {}, 'form'],
  ])('%s with %j is refused', (invoke, flags, message) => {
    expect(() => load(invoke, flags)).toThrow(message);
  });

  it('has one sample for the whole run', () => {
    const workloads = `workloads:
  a: { invoke: { follow: { sample: 10% } } }
  b: { invoke: { follow: { sample: 20% } } }
`;
    expect(() => load('{ type: Event }', {}, workloads)).toThrow('is not that of a');
  });
});
