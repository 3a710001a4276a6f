import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { AccountConcurrency, FunctionConcurrency, type Slot } from './concurrency.js';
import { TokenBucket } from './token-bucket.js';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});

/** Admits `count` invocations; what they got, in order. */
function admit(fn: FunctionConcurrency, count: number, qualifier = '$LATEST'): (Slot | string)[] {
  return Array.from({ length: count }, () => fn.admit(qualifier));
}

function kinds(outcomes: (Slot | string)[]): string[] {
  return outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : outcome.kind));
}

function released(outcomes: (Slot | string)[]): void {
  for (const outcome of outcomes) if (typeof outcome !== 'string') outcome.release();
}

const unreservedOver = 'ConcurrentInvocationLimitExceeded';
const reservedOver = 'ReservedFunctionConcurrentInvocationLimitExceeded';

test('functions without a reservation share what the reservations leave', () => {
  const account = new AccountConcurrency({ concurrency: 5 }, clock);
  const a = new FunctionConcurrency(account);
  const b = new FunctionConcurrency(account);
  const reserved = new FunctionConcurrency(account);
  reserved.reserve(2);
  const held = [...admit(a, 2), ...admit(b, 2)];
  expect(kinds(held)).toEqual(['onDemand', 'onDemand', 'onDemand', unreservedOver]);
  expect(kinds(admit(reserved, 3))).toEqual(['onDemand', 'onDemand', reservedOver]);
  released(held.slice(0, 1));
  expect(kinds(admit(b, 2))).toEqual(['onDemand', unreservedOver]);
});

test('a reservation of 0 admits nothing', () => {
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 5 }, clock));
  fn.reserve(0);
  expect(fn.admit('$LATEST')).toBe(reservedOver);
});

test('provisioned concurrency is taken first, then what is left of the reservation', () => {
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 10 }, clock));
  fn.reserve(3);
  fn.provision('1', 2);
  const held = admit(fn, 4, '1');
  expect(kinds(held)).toEqual(['provisioned', 'provisioned', 'onDemand', reservedOver]);
  released(held);
  expect(kinds(admit(fn, 2, '$LATEST'))).toEqual(['onDemand', reservedOver]);
});

test('with all of the reservation provisioned, $LATEST is throttled and version 1 is not', () => {
  // Recorded from the service 2025-11, test_lambda_concurrency_block.
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 10 }, clock));
  fn.reserve(1);
  fn.provision('1', 1);
  expect(kinds([fn.admit('$LATEST'), fn.admit('1')])).toEqual([reservedOver, 'provisioned']);
});

test('provisioned concurrency without a reservation is set aside from the account', () => {
  const account = new AccountConcurrency({ concurrency: 4 }, clock);
  const fn = new FunctionConcurrency(account);
  fn.provision('live', 3);
  expect(account.unreserved).toBe(1);
  expect(kinds(admit(fn, 5, 'live'))).toEqual([
    'provisioned',
    'provisioned',
    'provisioned',
    'onDemand',
    unreservedOver,
  ]);
});

test('a reservation that comes and goes keeps the count of what runs', () => {
  const account = new AccountConcurrency({ concurrency: 3 }, clock);
  const [fn, other] = [new FunctionConcurrency(account), new FunctionConcurrency(account)];
  const held = admit(fn, 2);
  fn.reserve(2);
  expect(account.unreservedInFlight).toBe(0);
  expect(kinds(admit(other, 2))).toEqual(['onDemand', unreservedOver]);
  fn.reserve(undefined);
  expect(account.unreservedInFlight).toBe(3);
  released(held);
  expect(account.unreservedInFlight).toBe(1);
});

test('the rate rule: 10 requests per second for each unit of concurrency', () => {
  const account = new AccountConcurrency({ concurrency: 2 }, clock);
  const fn = new FunctionConcurrency(account);
  const oneSecond = (): number => {
    let admitted = 0;
    for (let i = 0; i < 100; i++) {
      const slot = fn.admit('$LATEST');
      if (typeof slot !== 'string') {
        slot.release();
        admitted++;
      } else expect(slot).toBe('FunctionInvocationRateLimitExceeded');
    }
    return admitted;
  };
  expect(oneSecond()).toBe(20);
  clock.advance(500);
  expect(oneSecond()).toBe(10);
  clock.advance(10_000);
  expect(oneSecond()).toBe(20);
});

test('a reserved function has a rate of its own', () => {
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 100 }, clock));
  fn.reserve(1);
  const outcomes = Array.from({ length: 11 }, () => {
    const slot = fn.admit('$LATEST');
    if (typeof slot !== 'string') slot.release();
    return slot;
  });
  expect(kinds(outcomes.slice(9))).toEqual([
    'onDemand',
    'ReservedFunctionInvocationRateLimitExceeded',
  ]);
});

test('the rate rule of provisioned concurrency: what is over it spills over', () => {
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 100 }, clock));
  fn.provision('live', 1);
  const outcomes = Array.from({ length: 11 }, () => {
    const slot = fn.admit('live');
    if (typeof slot !== 'string') slot.release();
    return slot;
  });
  expect(kinds(outcomes)).toEqual([...Array(10).fill('provisioned'), 'onDemand']);
});

test('how long to wait is known of rates, not of concurrency', () => {
  const burst = { environments: 1, perS: 30 };
  const fn = new FunctionConcurrency(new AccountConcurrency({ concurrency: 1, burst }, clock));
  fn.scale();
  expect(fn.retryAfterS('FunctionInvocationRateLimitExceeded')).toBe(30);
  clock.advance(28_500);
  expect(fn.retryAfterS('FunctionInvocationRateLimitExceeded')).toBe(2);
  expect(fn.retryAfterS('ConcurrentInvocationLimitExceeded')).toBeUndefined();
});

test('the burst rule: an allowance of environments, refilled evenly, never above itself', () => {
  const burst = { environments: 10, perS: 10 };
  const account = new AccountConcurrency({ concurrency: 100, burst }, clock);
  const fn = new FunctionConcurrency(account);
  const scaled = (): number =>
    Array.from({ length: 50 }, () => fn.scale()).filter((reason) => reason === undefined).length;
  expect(scaled()).toBe(10);
  clock.advance(999);
  expect(scaled()).toBe(0);
  clock.advance(1);
  expect(scaled()).toBe(1);
  clock.advance(3600_000);
  expect(scaled()).toBe(10);
  expect(fn.scale()).toBe('FunctionInvocationRateLimitExceeded');
});

test('a bucket says how long until its next token', () => {
  const bucket = new TokenBucket(2, 4, clock);
  bucket.take();
  bucket.take();
  expect(bucket.waitS()).toBe(0.25);
  clock.advance(250);
  expect([bucket.waitS(), bucket.take(), bucket.take()]).toEqual([0, true, false]);
});
