import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../invoke/outcome.js';
import type { Tick } from '../measure/interval.js';
import { Ledger } from '../measure/ledger.js';
import { decodeTick, encodeTick, type LoggedTick } from './tick-codec.js';
import { VarintReader, VarintWriter } from './varints.js';

const texts = fc.string({ maxLength: 20 });
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    kind: fc.constant('ok' as const),
    statusCode: fc.constant(200),
    responseBytes: fc.nat(),
    executedVersion: fc.constantFrom('11', '12'),
    report: fc.record({
      durationMs: fc.double({ min: 0.1, max: 9e5, noNaN: true }),
      billedDurationMs: fc.integer({ min: 1, max: 9e5 }),
      memorySizeMb: fc.constant(512),
      maxMemoryUsedMb: fc.integer({ min: 1, max: 512 }),
    }),
    stream: fc.record({
      firstByteUs: fc.nat(1e6),
      chunks: fc.nat(50),
      transferUs: fc.nat(1e6),
    }),
  }),
  fc.record({
    kind: fc.constant('throttled' as const),
    statusCode: fc.constant(429),
    reason: texts,
    errorMessage: texts,
  }),
  fc.constantFrom({ kind: 'dropped' as const }, { kind: 'aborted' as const }),
) as fc.Arbitrary<Outcome>;

const samples = fc.record({
  arrival: fc.record({
    index: fc.nat(),
    intendedUs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    payload: fc.nat(),
    workload: fc.nat(3),
    stage: fc.nat(3),
  }),
  tookUs: fc.double({ min: 0, max: 3.6e9, noNaN: true }),
  outcome: outcomes,
  tenantId: fc.option(texts, { nil: undefined }),
});

const ticks: fc.Arbitrary<Tick> = fc
  .record({ of: fc.array(samples, { maxLength: 60 }), lane: fc.nat(), seconds: fc.nat(9999) })
  .map(({ of, lane, seconds }) => {
    const ledger = new Ledger();
    for (const { arrival, tookUs, outcome, tenantId } of of) {
      const sentUs = arrival.intendedUs + 10;
      ledger.arrivalDue(arrival.workload, arrival.stage);
      if (outcome.kind !== 'dropped')
        ledger.sent(arrival.workload, arrival.stage, arrival.intendedUs, sentUs);
      ledger.record({ arrival, sentUs, answeredUs: sentUs + tookUs, outcome, tenantId });
    }
    const kept = of.slice(0, 3).map(({ arrival }) => ({
      ...{ slot: `${lane}/ok/1`, ...arrival, sentUs: 1.5, answeredUs: 2.25, kind: 'ok' as const },
    }));
    return {
      ...{ lane, endUs: seconds * 250_000, ledger: ledger.toData(), samples: kept },
      ...{ inFlight: 3, maxInFlight: 7, health: { busyShare: 0.25, gcMs: 1.5 } },
    };
  });

describe('the tick codec', () => {
  it('gives back every count, text and slot', () => {
    fc.assert(
      fc.property(ticks, fc.nat(), fc.nat(9), (tick, seq, epoch) => {
        const logged: LoggedTick = { seq, epoch, tick };
        expect(decodeTick(encodeTick(logged))).toEqual(logged);
      }),
    );
  });

  it('merges to what the ticks themselves merge to', () => {
    fc.assert(
      fc.property(fc.array(ticks, { maxLength: 5 }), (all) => {
        const [directly, decoded] = [new Ledger(), new Ledger()];
        for (const tick of all) {
          directly.addData(tick.ledger);
          const { tick: read } = decodeTick(encodeTick({ seq: 0, epoch: 1, tick }));
          if (read) decoded.addData(read.ledger);
        }
        expect(decoded.toData()).toEqual(directly.toData());
      }),
      { numRuns: 30 },
    );
  });

  it('carries a piece beside a tick, or alone, as it is', () => {
    fc.assert(
      fc.property(fc.option(ticks), fc.uint8Array(), (tick, told) => {
        const logged: LoggedTick = { seq: 7, epoch: 2, ...(tick && { tick }) };
        const { told: read, ...rest } = decodeTick(encodeTick({ ...logged, told }));
        expect([rest, Buffer.from(read ?? [])]).toEqual([logged, Buffer.from(told)]);
      }),
      { numRuns: 30 },
    );
  });

  it('carries what a worker says last', () => {
    const logged: LoggedTick = {
      ...{ seq: 9, epoch: 2 },
      done: { reason: 'orphaned', message: 'nobody is there', sets: [[undefined]] },
    };
    expect(decodeTick(encodeTick(logged))).toMatchObject({ seq: 9, done: { reason: 'orphaned' } });
  });

  it.each([
    ['nothing', Buffer.alloc(0), /its format is empty/],
    ['another version', Buffer.of(3, 1, 2, 3), /its format is 3, and this version reads 1 and 2/],
    ['a piece without its message', Buffer.of(2, 9), /it is cut off/],
    ['a piece in the middle of its message', Buffer.of(2, 9, 0, 0, 0, 1), /it is cut off/],
    ['a piece in a piece', Buffer.of(2, 1, 0, 0, 0, 2, 7), /its format is 2/],
    ['garbage', Buffer.of(1, 9, 9, 9, 9), /cannot be read/],
    ['a length beyond its end', packed(Buffer.of(255, 0, 0, 0, 123)), /it is cut off/],
    ['slots that are not there', packed(withText('{"$":"w","v":9}')), /histograms are cut off/],
    ['a number of slots that is none', packed(withText('{"$":"w","v":-1e9}')), /cut off/],
  ])('refuses %s', (_name, bytes, message) => {
    expect(() => decodeTick(bytes)).toThrow(message);
  });

  it('refuses a message that was cut off anywhere, or gives nothing but whole ones', () => {
    fc.assert(
      fc.property(ticks, fc.double({ min: 0, max: 0.99, noNaN: true }), (tick, share) => {
        const whole = encodeTick({ seq: 1, epoch: 1, tick });
        expect(() => decodeTick(whole.subarray(0, whole.length * share))).toThrow(/cannot be read/);
      }),
    );
  });
});

describe('varints', () => {
  it('give back whole numbers up to 2^53 - 1', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (values) => {
        const writer = new VarintWriter();
        for (const value of values) writer.put(value);
        const reader = new VarintReader(writer.bytes());
        expect(values.map(() => reader.take())).toEqual(values);
        expect(reader.left).toBe(0);
        expect(() => reader.take()).toThrow(RangeError);
      }),
    );
  });
});

function packed(raw: Buffer): Buffer {
  return Buffer.concat([Buffer.of(1), deflateRawSync(raw)]);
}

function withText(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, Buffer.from(text)]);
}
