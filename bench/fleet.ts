import { LaneRecorder } from '../core/drive/lane-recorder.js';
import { decodeTick, encodeTick } from '../core/fleet/tick-codec.js';
import { secondUs, type Tick } from '../core/measure/interval.js';
import { IntervalAssembler } from '../core/measure/interval-assembler.js';
import { Ledger } from '../core/measure/ledger.js';
import type { BenchContext } from './benchmark.js';
import { fleetBus } from './fleet-bus.js';

const seconds = 5;

/**
 * What a fleet costs beside the sending. Without a network: the bytes of a worker's tick, and the CPU time
 * of the coordinator for each second of a run in which so many workers send 1,000 invocations each. Then
 * what three workers show over a real server.
 */
export function fleet(context: BenchContext): Promise<void> {
  const { figures, progress } = context;
  for (const count of [25, 250, 1000, 5000]) {
    const bytes = encodeTick({ seq: 1, epoch: 1, tick: tickOf(0, count, 1) }).length;
    figures.add(`tick of ${count} invocations`, 'bytes', bytes);
  }
  for (const workers of [10, 100, 1000]) {
    const { msPerS, counted } = merged(workers);
    figures.add(`merging ${workers} workers`, 'ms/s', msPerS);
    progress(`${workers} workers: ${counted} invocations in the books`);
    if (counted !== workers * seconds * 1000) throw new Error('the books have lost some');
  }
  figures.ratio('merging 1000 workers', 'merging 100 workers', 'ten times the workers');
  return fleetBus(context);
}

/** Reads and merges what so many workers say in a few seconds, one tick a second each. */
function merged(workers: number): { msPerS: number; counted: number } {
  const kinds = Math.min(workers, 8);
  const lanes = Array.from({ length: workers }, (_, lane) => lane);
  const messages = Array.from({ length: seconds }, (_, second) =>
    Array.from({ length: kinds }, (_, lane) =>
      encodeTick({ seq: second, epoch: 1, tick: tickOf(lane, 1000, second + 1) }),
    ),
  );
  const assembler = new IntervalAssembler(lanes);
  const totals = new Ledger();
  const before = process.cpuUsage();
  for (const ofSecond of messages) {
    for (const lane of lanes) {
      const { tick } = decodeTick(ofSecond[lane % kinds] as Buffer);
      if (!tick) continue;
      for (const { ledger } of assembler.add({ ...tick, lane })) totals.addData(ledger);
    }
  }
  const { user, system } = process.cpuUsage(before);
  let counted = 0;
  for (const { count } of totals.cells()) counted += count;
  return { msPerS: (user + system) / 1000 / seconds, counted };
}

/** A second of one worker: log-normal times about 50 ms, one in twenty an error, two versions. */
function tickOf(lane: number, count: number, second: number): Tick {
  const ticks: Tick[] = [];
  const recorder = new LaneRecorder({
    ...{ lane, seed: 1, tickUs: secondUs, samples: { failures: 1, reservoir: 1, slowest: 1 } },
    health: () => ({ busyShare: 0.4, gcMs: 1 }),
    onTick: (tick) => ticks.push(tick),
  });
  for (let index = 0; index < count; index++) record(recorder, index, lane, count);
  recorder.finish(secondUs);
  return { ...(ticks[0] as Tick), endUs: second * secondUs };
}

function record(recorder: LaneRecorder, index: number, lane: number, count: number): void {
  const spread = Math.sin(index * 12.9898 + lane) * 43_758.5453;
  const serviceUs = 20_000 * Math.exp(2 * (spread - Math.floor(spread)));
  const intendedUs = (index * 500_000) / count;
  const arrival = { index, intendedUs, payload: index, workload: 0, stage: 0 };
  const durationMs = serviceUs / 1000;
  recorder.sent(arrival, intendedUs + 100);
  const served = {
    ...{ statusCode: 200, executedVersion: index % 10 === 0 ? '12' : '11', responseBytes: 20 },
    report: {
      ...{ durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMb: 512 },
      maxMemoryUsedMb: 80,
    },
  };
  recorder.settled(
    arrival,
    intendedUs + 100,
    intendedUs + serviceUs,
    index % 20 === 0
      ? {
          kind: 'functionError',
          ...served,
          functionError: 'Unhandled',
          errorType: 'E',
          errorMessage: 'x',
        }
      : { kind: 'ok', ...served },
  );
}
