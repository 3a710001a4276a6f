import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import type { AsyncFaults } from '../config.js';
import { createService } from '../setup.js';
import { localCredentials } from '../signature/credentials.js';
import { configOf, fn, startTestLambda, synthetic } from '../test-lambda.fixture.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { AsyncFaultDraws } from './async-faults.js';
import type { EventLedger, EventTotals } from './ledger.js';

function drawn(faults: AsyncFaults, count: number, seed = 1) {
  const draws = new AsyncFaultDraws(faults, seed, 'f');
  return Array.from({ length: count }, () => draws.draw());
}

test('the same seed draws the same, and one share does not move the draws of another', () => {
  const delay = { p50Ms: 2000, p99Ms: 40_000 };
  const faults = { duplicate: 0.2, drop: 0.1, delay };
  expect(drawn(faults, 200)).toEqual(drawn(faults, 200));
  expect(drawn(faults, 200, 2)).not.toEqual(drawn(faults, 200));
  const without = drawn({ duplicate: 0.2, delay }, 200);
  drawn(faults, 200).forEach((fate, i) => {
    if (fate.length > 0) expect(fate).toEqual(without[i]);
  });
});

test('shares and delays are what they are said to be', () => {
  const fates = drawn(
    { duplicate: 0.1, drop: 0.05, delay: { p50Ms: 2000, p99Ms: 40_000 } },
    20_000,
  );
  const share = (copies: number) => fates.filter(({ length }) => length === copies).length / 20_000;
  // Within five standard deviations of a binomial share.
  expect(Math.abs(share(0) - 0.05)).toBeLessThan(0.008);
  expect(Math.abs(share(2) - 0.095)).toBeLessThan(0.011);
  const delays = fates.flat().sort((a, b) => a - b);
  const quantile = (q: number) => delays[Math.floor(q * delays.length)] ?? 0;
  expect(quantile(0.5) / 2000).toBeCloseTo(1, 1);
  expect(quantile(0.99) / 40_000).toBeGreaterThan(0.8);
  expect(quantile(0.99) / 40_000).toBeLessThan(1.25);
});

/** So many events through a whole service in virtual time, all of them to their end. */
function runEvents(events: number, settings: Parameters<typeof fn>[0]) {
  const clock = new VirtualClock();
  const queues = { done: {}, failed: {}, dead: {} };
  const config = configOf({ f: fn(settings) }, { queues });
  const service = createService(config, clock, localCredentials);
  const ref = { kind: 'functionRef' as const, name: 'f', qualifier: undefined };
  for (let i = 0; i < events; i++) {
    const request = {
      ...{ kind: 'invokeRequest' as const, type: 'Event' as const, payload: Buffer.from('{}') },
      ...{ clientContext: undefined, tail: false },
    };
    service.invoke(ref, request, { requestId: `r-${i}`, traceId: undefined }, () => {});
    clock.advance(20);
  }
  for (let hour = 0; hour < 7; hour++) clock.advance(3_600_000);
  const { ledger, queues: local, logs } = service.deployment;
  return { ledger, totals: ledger.totalsOf('f'), counts: local.counts(), logs, clock };
}

const to = (name: string) => ({
  kind: 'arn' as const,
  arn: `arn:aws:sqs:eu-west-1:111111111111:${name}`,
});
const destinations = { onSuccess: to('done'), onFailure: to('failed'), deadLetter: to('dead') };

/** Every copy of an event that was accepted has an end. */
function expectBalance({ accepted, dropped, duplicated, ended }: EventTotals): void {
  const ends = Object.values(ended).reduce((sum, count) => sum + count, 0);
  expect(ends).toBe(accepted - dropped + duplicated);
}

function attemptsOf(ledger: EventLedger): number {
  return ledger.events().reduce((sum, { attempts }) => sum + attempts.length, 0);
}

test('the ledger balances, and log, destinations and dead letters say the same', () => {
  const faults = { duplicate: 0.1, drop: 0.05, delay: { p50Ms: 2000, p99Ms: 40_000 } };
  const { ledger, totals, counts, logs } = runEvents(1000, {
    asynchronous: { ...destinations, faults },
    versions: { $LATEST: synthetic({ errorRate: 0.4 }) },
  });
  expectBalance(totals);
  expect(totals.accepted).toBe(1000);
  expect([totals.dropped > 20, totals.duplicated > 50]).toEqual([true, true]);
  expect(counts.done?.sent).toBe(totals.ended.Success);
  expect(counts.failed?.sent).toBe(totals.ended.RetriesExhausted);
  expect(counts.dead?.sent).toBe(totals.ended.RetriesExhausted);
  const starts = [...(logs.groups.values().next().value?.streams.values() ?? [])];
  // START, END and REPORT for each attempt, and its error where it failed.
  const failures = totals.attempts - totals.ended.Success;
  expect(starts.reduce((sum, { kept }) => sum + kept, 0)).toBe(3 * totals.attempts + failures);
  expect(attemptsOf(ledger)).toBe(totals.attempts);
});

test('throttles and expiry are in it, and a reservation of 0', () => {
  const busy = runEvents(50, {
    reserved: 1,
    asynchronous: { ...destinations, maximumEventAgeInSeconds: 60 },
    versions: { $LATEST: synthetic({ latency: { p50Ms: 2000, p99Ms: 2000 } }) },
  });
  expectBalance(busy.totals);
  expect(busy.totals.throttled).toBeGreaterThan(0);
  expect(busy.totals.ended.EventAgeExceeded).toBe(busy.counts.failed?.sent);
  expect(busy.totals.ended.EventAgeExceeded).toBeGreaterThan(0);
  const blocked = runEvents(5, { reserved: 0, asynchronous: destinations });
  expect(blocked.totals).toMatchObject({ attempts: 0, ended: { ZeroReservedConcurrency: 5 } });
});

test('a duplicate runs to its end under the same request id', async () => {
  const asynchronous = { ...destinations, faults: { duplicate: 1 } };
  const local = await startTestLambda({ f: fn({ asynchronous }) }, { queues: { done: {} } });
  onTestFinished(() => local.close());
  const command = new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' });
  const requestId = (await local.client.send(command)).$metadata.requestId;
  const events = async () => {
    const answer = await fetch(`${local.lambda.url}/reprise/ledger?events`);
    return ((await answer.json()) as { events: ReturnType<EventLedger['events']> }).events;
  };
  await expect.poll(async () => (await events())[0]?.ends.length).toBe(2);
  expect(await events()).toMatchObject([
    {
      requestId,
      copies: 2,
      attempts: [{ outcome: 'succeeded' }, { outcome: 'succeeded' }],
      ends: [{ condition: 'Success', invokeCount: 1 }, { condition: 'Success' }],
    },
  ]);
});
