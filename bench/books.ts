import { LaneRecorder } from '../core/drive/lane-recorder.js';
import type { Outcome } from '../core/invoke/outcome.js';
import { fold, sumOf } from '../core/measure/fold.js';
import { tickUs } from '../core/measure/interval.js';
import { IntervalAssembler } from '../core/measure/interval-assembler.js';
import { Ledger } from '../core/measure/ledger.js';
import type { BenchContext } from './benchmark.js';

const rateHz = 50_000;

/**
 * The books alone, without a network and in virtual time: what a sending thread keeps, what is put
 * together by seconds, and the totals. Ten million invocations, or with `--long` a hundred million: that
 * is a day at 1,157/s. Memory must not grow with them, and every one of them must be counted.
 */
export function books({ figures, options, progress }: BenchContext): Promise<void> {
  const count = options.long ? 100_000_000 : 10_000_000;
  const totals = new Ledger();
  const assembler = new IntervalAssembler([0]);
  let latest: readonly { slot: string }[] = [];
  const recorder = new LaneRecorder({
    ...{ lane: 0, seed: 1, tickUs, samples: { failures: 200, reservoir: 1000, slowest: 20 } },
    health: () => ({ busyShare: 0, gcMs: 0 }),
    onTick: (tick) => {
      for (const { ledger, samples } of assembler.add(tick)) {
        totals.addData(ledger);
        latest = samples;
      }
    },
  });
  const early = count / 10;
  const startedMs = performance.now();
  for (let index = 0; index < count; index++) {
    if (index === early) figures.add('rss of the books, early', 'MiB', rssMiB());
    record(recorder, index);
  }
  recorder.finish((count / rateHz) * 1e6 + 1e6);
  for (const { ledger } of assembler.laneGone(0)) totals.addData(ledger);
  const spentUs = ((performance.now() - startedMs) * 1000) / count;
  figures.add('rss of the books, late', 'MiB', rssMiB());
  figures.add('books', 'us/inv', spentUs);
  figures.ratio('rss of the books, late', 'rss of the books, early', 'memory growth of the books');
  const counted = sumOf(fold(totals).outcomes);
  progress(`${counted} of ${count} counted; ${latest.length} samples in the last second`);
  if (counted !== count) throw new Error(`${count} invocations, and the books have ${counted}`);
  return Promise.resolve();
}

const rssMiB = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Times from 1 ms to 4 s, each kind of outcome, and now and then a cold start. */
function record(recorder: LaneRecorder, index: number): void {
  const intendedUs = (index * 1e6) / rateHz;
  const serviceUs = 1000 + ((index * 2_654_435_761) % 4_000_000) / (1 + (index % 97));
  const arrival = { index, intendedUs, payload: index % 1000, workload: 0, stage: 0 };
  recorder.sent(arrival, intendedUs + 50);
  recorder.settled(arrival, intendedUs + 50, intendedUs + serviceUs, outcomeOf(index, serviceUs));
}

function outcomeOf(index: number, serviceUs: number): Outcome {
  if (index % 101 === 0) {
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    return { kind: 'throttled', statusCode: 429, reason, errorMessage: 'Rate Exceeded.' };
  }
  const durationMs = serviceUs / 1000;
  return {
    ...{ kind: 'ok', statusCode: 200, executedVersion: String(index % 3), responseBytes: 20 },
    report: {
      ...{ durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMb: 512 },
      maxMemoryUsedMb: 80 + (index % 50),
      ...(index % 1009 === 0 && { initDurationMs: 300 }),
    },
  };
}
