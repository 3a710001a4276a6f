import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueueConfig } from '../config.js';
import { VirtualClock } from '../virtual-clock.fixture.js';
import type { QueuedMessage } from './queue-parts.js';
import { Queues } from './queues.js';

// Visibility, redelivery and redrive in virtual time.

const account = '111111111111';

function queuesOf(configs: Record<string, QueueConfig>) {
  const clock = new VirtualClock();
  const queues = new Queues('eu-west-1', account, clock);
  queues.configure(configs);
  const queue = (name: string) => {
    const found = queues.get(name);
    if (found === undefined) throw new Error(`There is no queue ${name}.`);
    return found.queue;
  };
  return { clock, queues, queue };
}

const content = (body: string) => ({ body, attributes: {} });

function receive(
  queue: ReturnType<ReturnType<typeof queuesOf>['queue']>,
  order: { count?: number; visibilityTimeoutS?: number; waitS?: number } = {},
): string[] | undefined {
  let bodies: string[] | undefined;
  queue.receive({ count: 10, visibilityTimeoutS: 30, waitS: 0, ...order }, (messages) => {
    bodies = messages.map(({ body }) => body);
  });
  return bodies;
}

test('what is received is invisible until its timeout is over', () => {
  const { clock, queue } = queuesOf({ q: {} });
  queue('q').send(content('a'));
  expect(receive(queue('q'))).toEqual(['a']);
  clock.advance(29_999);
  expect(receive(queue('q'))).toEqual([]);
  clock.advance(1);
  expect(receive(queue('q'))).toEqual(['a']);
});

test('a delay hides a message before its first receive', () => {
  const { clock, queue } = queuesOf({ q: { delayS: 5 } });
  queue('q').send(content('a'));
  queue('q').send(content('b'), 10);
  expect(queue('q').numbers).toEqual({ visible: 0, delayed: 2, inFlight: 0 });
  clock.advance(5000);
  expect(receive(queue('q'))).toEqual(['a']);
  clock.advance(5000);
  expect(receive(queue('q'))).toEqual(['b']);
});

test('a wait ends with the first message, or with nothing in the end', () => {
  const { clock, queue } = queuesOf({ q: {} });
  const answers: string[][] = [];
  const wait = () =>
    queue('q').receive({ count: 1, visibilityTimeoutS: 30, waitS: 20 }, (messages) =>
      answers.push(messages.map(({ body }) => body)),
    );
  const stop = wait();
  wait();
  stop();
  clock.advance(19_999);
  expect(answers).toEqual([]);
  queue('q').send(content('a'));
  expect(answers).toEqual([['a']]);
  wait();
  clock.advance(20_000);
  expect(answers).toEqual([['a'], []]);
  expect(queue('q').waiting).toBe(0);
});

test('a visibility timeout of 0 gives each message once in an answer, and again in the next', () => {
  const { queue } = queuesOf({ q: {} });
  for (const body of ['a', 'b']) queue('q').send(content(body));
  expect(receive(queue('q'), { visibilityTimeoutS: 0 })).toEqual(['a', 'b']);
  expect(receive(queue('q'), { visibilityTimeoutS: 0 })).toEqual(['a', 'b']);
});

test('what is older than the retention period is gone', () => {
  const { clock, queue } = queuesOf({ q: { retentionS: 60 } });
  queue('q').send(content('a'));
  clock.advance(60_000);
  queue('q').send(content('b'));
  expect(queue('q').numbers.visible).toBe(2);
  clock.advance(1);
  expect(queue('q').numbers.visible).toBe(1);
  expect(receive(queue('q'))).toEqual(['b']);
  expect(queue('q').counts.expired).toBe(1);
});

test('what was received too often moves to the dead-letter queue, and stays where there is none', () => {
  const redrive = { deadLetterQueue: 'dead', maxReceiveCount: 1 };
  const { clock, queues, queue } = queuesOf({ q: { redrive }, dead: {} });
  for (const body of ['a', 'b']) {
    queue('q').send(content(body));
    receive(queue('q'));
    clock.advance(30_000);
    if (body === 'a') expect(receive(queue('dead'))).toEqual(['a']);
    queues.delete('dead');
  }
  expect(receive(queue('q'))).toEqual(['b']);
  expect(queue('q').counts).toMatchObject({ sent: 2, redriven: 1 });
});

test('closing answers whoever waits, and leaves no timer', () => {
  const { clock, queues, queue } = queuesOf({ q: {} });
  const answers: number[] = [];
  queue('q').send(content('a'));
  receive(queue('q'));
  queue('q').send(content('b'), 5);
  queue('q').receive({ count: 1, visibilityTimeoutS: 30, waitS: 20 }, ({ length }) =>
    answers.push(length),
  );
  queues.close();
  expect([answers, clock.pending]).toEqual([[0], 0]);
});

type Step =
  | { kind: 'send'; delayS: number }
  | { kind: 'receive'; count: number; visibilityTimeoutS: number; waitS: number }
  | { kind: 'delete' | 'hide'; which: number; forS: number }
  | { kind: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), delayS: fc.constantFrom(0, 0, 0, 3) }),
  fc.record({
    kind: fc.constant('receive' as const),
    count: fc.integer({ min: 1, max: 4 }),
    visibilityTimeoutS: fc.constantFrom(0, 1, 5, 30),
    waitS: fc.constantFrom(0, 0, 7),
  }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'hide' as const),
    which: fc.nat(20),
    forS: fc.constantFrom(0, 2, 60),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 8000 }) }),
);

test('nothing is lost, nothing invisible is shown, and what is not deleted comes again', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80 }),
      fc.constantFrom(undefined, 1, 2, 3),
      (steps, maxReceiveCount) => {
        const redrive = maxReceiveCount && { deadLetterQueue: 'dead', maxReceiveCount };
        const { clock, queue } = queuesOf({ q: redrive ? { redrive } : {}, dead: {} });
        const alive = new Set<string>();
        /** Until when each message may not be shown. */
        const hiddenUntilMs = new Map<string, number>();
        const receives = new Map<string, number>();
        const latest = new Map<string, string>();
        const held: { id: string; receipt: string; body: string }[] = [];
        const take = (visibilityTimeoutS: number) => (messages: QueuedMessage[]) => {
          for (const { messageId: id, receipt = '', body, receiveCount } of messages) {
            expect(alive).toContain(body);
            expect(clock.nowMs()).toBeGreaterThanOrEqual(hiddenUntilMs.get(body) ?? 0);
            receives.set(body, (receives.get(body) ?? 0) + 1);
            expect(receiveCount).toBe(receives.get(body));
            if (maxReceiveCount) expect(receiveCount).toBeLessThanOrEqual(maxReceiveCount);
            hiddenUntilMs.set(body, clock.nowMs() + visibilityTimeoutS * 1000);
            latest.set(body, receipt);
            held.push({ id, receipt, body });
          }
        };
        let sent = 0;
        for (const each of steps) {
          if (each.kind === 'wait') clock.advance(each.ms);
          if (each.kind === 'send') {
            const body = String(sent++);
            alive.add(body);
            hiddenUntilMs.set(body, clock.nowMs() + each.delayS * 1000);
            queue('q').send(content(body), each.delayS);
          }
          if (each.kind === 'receive') queue('q').receive(each, take(each.visibilityTimeoutS));
          if (each.kind === 'delete' || each.kind === 'hide') {
            const one = held[each.which % Math.max(1, held.length)];
            if (one === undefined) continue;
            if (each.kind === 'delete') {
              const before = queue('q').counts.deleted;
              queue('q').delete(one.id, one.receipt);
              if (queue('q').counts.deleted > before) alive.delete(one.body);
            } else {
              // Whoever waits may be given it before the call returns.
              const isLatest = latest.get(one.body) === one.receipt;
              if (each.forS === 0 && isLatest) hiddenUntilMs.set(one.body, 0);
              const outcome = queue('q').changeVisibility(one.id, one.receipt, each.forS);
              if (outcome === 'done' && each.forS > 0) {
                hiddenUntilMs.set(one.body, clock.nowMs() + each.forS * 1000);
              }
            }
          }
        }
        // Whatever was hidden is visible again after a while, in its queue or the one for dead letters.
        clock.advance(120_000);
        const rest = [...bodiesIn(queue('q')), ...bodiesIn(queue('dead'))];
        expect(rest.sort()).toEqual([...alive].sort());
      },
    ),
  );
});

/** All that is in a queue, each once. */
function bodiesIn(queue: ReturnType<ReturnType<typeof queuesOf>['queue']>): string[] {
  const bodies: string[] = [];
  for (;;) {
    const more = receive(queue, { visibilityTimeoutS: 43_200 }) ?? [];
    if (more.length === 0) return bodies;
    bodies.push(...more);
  }
}
