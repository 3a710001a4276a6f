import { expect, it } from 'vitest';
import type { Tick } from '../measure/interval.js';
import type { KeptSample } from '../measure/sample-keeper.js';
import { LaneRecorder, type RecorderSettings } from './lane-recorder.js';

/** Books of 700 invocations in three seconds, one in seven of them slow. */
function record(onTick: (tick: Tick) => void, onKept?: RecorderSettings['onKept']): void {
  const recorder = new LaneRecorder({
    lane: 0,
    seed: 1,
    tickUs: 1e6,
    samples: { failures: 10, reservoir: 300, slowest: 5 },
    health: () => ({ busyShare: 0, gcMs: 0 }),
    onTick,
    ...(onKept && { onKept }),
  });
  for (let index = 0; index < 700; index++) {
    const intendedUs = index * 4000;
    const arrival = { index, intendedUs, payload: index, workload: 0, stage: 0 };
    recorder.sent(arrival, intendedUs);
    const answeredUs = intendedUs + (index % 7 === 0 ? 3000 + index : 1000);
    const outcome = { kind: 'ok', statusCode: 200, responseBytes: 0 } as const;
    recorder.settled(arrival, intendedUs, answeredUs, outcome);
  }
  recorder.finish(2_800_000);
}

/** What is kept in the end: of one slot the later counts. */
function inTheEnd(samples: readonly KeptSample[]): Map<string, number> {
  return new Map(samples.map(({ slot, index }) => [slot, index]));
}

it('samples that are handed on a few at a time are those that would have come with the ticks', () => {
  const whole: KeptSample[] = [];
  record(({ samples }) => whole.push(...samples));
  const told: KeptSample[] = [];
  const sizes: number[] = [];
  const hear = (samples: KeptSample[]): void => {
    told.push(...samples);
    sizes.push(samples.length);
  };
  record(({ samples }) => hear(samples), hear);
  expect(inTheEnd(told)).toEqual(inTheEnd(whole));
  expect(sizes.length).toBeGreaterThan(6);
  expect(Math.max(...sizes)).toBeLessThan(66);
});
