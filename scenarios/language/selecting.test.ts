import { describe, expect, it } from 'vitest';
import type { ScenarioFlags } from './flags.js';
import { loadScenario } from './load.js';
import { parseWhere } from './parse-where.js';

const base = { function: 'f', recording: 'friday', rate: '5/s', for: '1s' };

function payloads(flags: ScenarioFlags) {
  return loadScenario(undefined, { flags: { ...base, ...flags } }).workloads[0]?.payloads;
}

describe('what is selected', () => {
  it('is the same for a run and for a recording', () => {
    const flags = {
      ...{ whereFunction: ['a', 'b'], whereOutcome: 'failed', whereTime: '+1m..' },
      ...{ whereTag: 'env=a=b', wherePayload: 'n', sample: '10%', sampleSeed: '7', unique: true },
    };
    const selection = {
      ...{ functionNames: ['a', 'b'], ending: 'failed', tags: { env: 'a=b' }, payload: 'n' },
      ...{ window: { from: { kind: 'relative', us: 60e6 } }, isUnique: true },
      sample: { share: 0.1, seed: 7 },
    };
    expect(parseWhere(flags)).toEqual(selection);
    expect(payloads(flags)).toMatchObject({ where: selection });
    expect(parseWhere({})).toBeUndefined();
  });

  it.each([
    [{ whereTime: 'noon' }, '--where-time: "noon" is not a time window'],
    [{ whereTag: 'env' }, '--where-tag'],
    [{ sample: ['1%', '2%'] }, '--sample: this is given twice'],
  ])('%j is refused by its flag', (flags, message) => {
    expect(() => parseWhere(flags)).toThrow(message);
  });

  it('needs a recording', () => {
    const flags = { ...base, recording: undefined, payload: '{}', whereFunction: 'f' };
    expect(() => loadScenario(undefined, { flags })).toThrow('where selects from a recording');
  });
});

describe('what is changed', () => {
  it('is read from flags', () => {
    const flags = { set: ['a.b={{seq}}', '"x=y".z=5', 't=text'], shiftTime: '-90m' };
    expect(payloads(flags)).toMatchObject({
      transform: {
        set: [
          { text: 'a.b', value: { kind: 'text', parts: [{ placeholder: 'seq' }] } },
          { path: [{ key: 'x=y' }, { key: 'z' }], value: { kind: 'json', text: '5' } },
          { value: { kind: 'text', parts: ['text'] } },
        ],
        shift: { byS: -5400 },
      },
    });
    expect(payloads({ shiftTime: 'now' })).toMatchObject({ transform: { shift: {} } });
    expect(payloads({})).not.toHaveProperty('transform');
  });

  it.each<[ScenarioFlags, string]>([
    [{ set: ['a=1', 'a.b=2'] }, '"a" and "a.b" set the same value'],
    [{ set: 'a={{uid}}' }, '{{uid}} is nothing that can be filled in'],
    [{ set: 'a' }, '--set'],
    [{ shiftTime: 'later' }, '"later" is no time shift'],
    [{ transform: 'nowhere.mjs' }, 'there is no file'],
    [{ recording: undefined, payload: '{}', shiftTime: 'now' }, 'no capture time to shift from'],
  ])('%j is refused', (flags, message) => {
    expect(() => payloads(flags)).toThrow(message);
  });
});
