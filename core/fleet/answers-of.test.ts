import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ResponseComparer } from '../judge/compare/response-comparer.js';
import type { LaneJob } from '../lanes/lane-job.js';
import type { PairedAnswer } from '../measure/paired-answer.js';
import { answersOf } from './answers-of.js';
import { decodeRows, encodeRows } from './row-codec.js';

const legs = 3;
const ignored = [[{ kind: 'key', name: 'time' }]] as never;
const responses = fc.oneof(
  fc.record({ a: fc.nat(2), b: fc.constantFrom('x', 'y'), time: fc.nat() }, { requiredKeys: [] }),
  fc.constantFrom('no object', null),
);

/** Every leg of some pairs, in any order, from whichever worker. */
const answers = fc
  .array(
    fc.record({
      worker: fc.nat(2),
      legs: fc.tuple(...Array.from({ length: legs }, () => fc.option(responses))),
    }),
    { maxLength: 12 },
  )
  .chain((pairs) => {
    const all = pairs.flatMap(({ worker, legs: each }, pair) =>
      each.map((response, leg) => {
        const answer: PairedAnswer = {
          ...{ pair, leg, payload: pair % 4, kind: response === null ? 'throttled' : 'ok' },
          ...{ start: 'warm', serviceUs: 1000.5 * leg },
          ...(response !== null && { response: Buffer.from(JSON.stringify(response)) }),
        };
        return { worker, answer };
      }),
    );
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

it('compares where both legs are what one process would compare, and sends no response', () => {
  fc.assert(
    fc.property(answers, (all) => {
      const [whole, fleet] = [0, 1].map(() => new ResponseComparer(legs, ignored));
      const plan = { workloads: Array.from({ length: legs }) };
      const job = { plan, comparing: { ignored }, payloads: [] } as unknown as LaneJob;
      const workers = Array.from({ length: 3 }, () => answersOf(job));
      for (const { worker, answer } of all) {
        whole?.add(answer);
        const told = workers[worker]?.(answer) ?? answer;
        expect(told.response).toBeUndefined();
        for (const heard of decodeRows<PairedAnswer>(encodeRows([told]))) fleet?.add(heard);
      }
      expect(fleet?.tally.compared).toBe(whole?.tally.compared);
      expect(fleet?.tally.fields()).toEqual(whole?.tally.fields());
      expect([fleet?.waitingBytes, fleet?.lost]).toEqual([0, 0]);
    }),
  );
});

it('counts a pair that a worker had no memory for as one that was not compared', () => {
  const comparer = new ResponseComparer(2, []);
  const answer = { pair: 0, payload: 0, kind: 'ok', start: 'warm', serviceUs: 1 } as const;
  comparer.add({ ...answer, leg: 0 });
  comparer.add({ ...answer, leg: 1, compared: 'lost' });
  expect([comparer.lost, comparer.tally.compared]).toEqual([1, 0]);
});

it('tells responses as they are to whoever compares them otherwise', () => {
  const job = { plan: { workloads: [] } } as unknown as LaneJob;
  const answer = { response: Buffer.from('{}') } as unknown as PairedAnswer;
  expect(answersOf(job)(answer)).toBe(answer);
});
