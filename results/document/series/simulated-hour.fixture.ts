import { createRandom } from '../../../core/base/random.js';
import { ok, throttled } from '../../../core/judge/books.fixture.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { type PlannedWorkload, RunBooks } from '../../../core/measure/run-books.js';
import type { Sample } from '../../../core/measure/sample.js';
import type { RunDetails } from '../run-details.js';
import { type RunReport, reportOf } from '../run-report.js';
import { intervalOf } from '../sample-details.fixture.js';
import { sampleMeta } from '../sample-run.fixture.js';

const rateHz = 1000;

/** The second in which everything took three seconds: a peak that no report may lose. */
export const peakSecond = 2345;

const plan: PlannedWorkload[] = [
  {
    name: 'checkout',
    functionName: 'checkout',
    qualifier: 'live',
    invocationType: 'RequestResponse',
    stages: [0, 1, 2].map((at) => ({
      name: ['warm up', 'plateau', 'evening'][at] ?? '',
      planned: 1200 * rateHz,
      startS: at * 1200,
      durationS: 1200,
      peakHz: rateHz,
      rateHz: [rateHz, rateHz] as [number, number],
    })),
  },
];

/** A run of an hour at 1,000 a second, from a seed: 3.6 million samples, folded as a run folds them. */
export function simulatedHour(seed = 7): { report: RunReport; details: RunDetails } {
  const random = createRandom(seed, 'hour');
  const total = new Ledger();
  const intervals: Interval[] = [];
  for (let second = 0; second < 3600; second++) {
    const ledger = new Ledger();
    for (let n = 0; n < rateHz; n++) enterOne(ledger, second, n, random);
    intervals.push(intervalOf(second, ledger));
    total.add(ledger);
  }
  const startedAtMs = Date.UTC(2026, 10, 23, 14, 15, 2);
  const meta = sampleMeta({
    ...{ name: 'an hour of the evening', plan },
    concurrencyLimits: [{ label: 'reserved for checkout', limit: 14 }],
  });
  const run = {
    ...{ id: '20261123-141502-k3f', meta, startedAtMs },
    ...{ status: 'finished' as const, endedAtMs: startedAtMs + 3_600_000 },
  };
  const report = reportOf(run, new RunBooks(plan, total, 'finished'));
  return { report, details: { intervals: () => intervals, samples: () => [] } };
}

const warm = [ok('11', {}), ok('12', {})] as const;
const cold = ok('11', { initDurationMs: 350, billedDurationMs: 400 });
const refused = throttled('ReservedFunctionConcurrentInvocationLimitExceeded');

function enterOne(ledger: Ledger, second: number, n: number, random: () => number): void {
  const stage = Math.floor(second / 1200);
  const intendedUs = second * 1e6 + n * (1e6 / rateHz);
  const sentUs = intendedUs + 60 + 200 * random() ** 8;
  const outcome = outcomeOf(second, random);
  const tide = 1 + 0.3 * Math.sin(second / 300);
  const usual = 20_000 * tide + 15_000 * -Math.log(1 - random());
  const slow = outcome === cold ? 350_000 : 0;
  const serviceUs =
    second === peakSecond ? 3e6 : outcome === refused ? 2000 : Math.min(2e6, usual + slow);
  const sample: Sample = {
    arrival: { index: second * rateHz + n, intendedUs, payload: n % 50, workload: 0, stage },
    ...{ sentUs, answeredUs: sentUs + serviceUs, outcome },
  };
  ledger.arrivalDue(0, stage);
  ledger.sent(0, stage, intendedUs, sentUs);
  ledger.record(sample);
}

function outcomeOf(second: number, random: () => number): Sample['outcome'] {
  const draw = random();
  if (second > 1800 && second < 1900 && draw < 0.2) return refused;
  if (draw > 0.999) return cold;
  return draw > 0.9 ? warm[1] : warm[0];
}
