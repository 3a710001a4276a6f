import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { RunBooks } from '../../../core/measure/run-books.js';
import type { RunRecord } from '../../document/run-meta.js';
import { otlpMetrics } from '../../export/otlp-metrics.js';

/**
 * What is pushed of a run that goes on: after every `everyS` seconds its totals so far, as one request.
 *
 * An OpenTelemetry SDK would aggregate single measurements anew, which the run's own histograms have
 * done already, and its exporter needs Node 22 or weighs 19 MB: what is left for a library to do is a
 * POST, and that is `results/export/otlp-post.ts`.
 */
export class LiveMetrics {
  readonly #run: RunRecord;
  readonly #everyS: number;
  readonly #ledger = new Ledger();
  /** Since the last request. */
  #maxInFlight = 0;

  constructor(run: RunRecord, everyS: number) {
    this.#run = run;
    this.#everyS = everyS;
  }

  /** Seconds come in order. Gives a request where one is due. */
  add({ second, ledger, inFlight, maxInFlight }: Interval): string | undefined {
    this.#ledger.addData(ledger);
    this.#maxInFlight = Math.max(this.#maxInFlight, maxInFlight);
    const untilS = second + 1;
    if (untilS % this.#everyS !== 0) return undefined;
    const soFar = { extent: 'soFar', drivenUntilS: untilS } as const;
    const body = otlpMetrics({
      run: this.#run,
      books: new RunBooks(this.#run.meta.plan, this.#ledger, 'running', soFar),
      untilMs: this.#run.startedAtMs + untilS * 1000,
      inFlight: { inFlight, maxInFlight: this.#maxInFlight },
    });
    this.#maxInFlight = 0;
    return JSON.stringify(body);
  }
}
