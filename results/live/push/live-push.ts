import type { Worker } from 'node:worker_threads';
import { messageOf } from '../../../core/base/errors.js';
import { startThread } from '../../../core/base/thread.js';
import type { Interval } from '../../../core/measure/interval.js';
import type { RunRecord } from '../../document/run-meta.js';
import type { RunReport } from '../../document/run-report.js';
import { metricsUrl, otlpHeaders, placeOf } from '../../export/otlp.js';
import { otlpMetrics } from '../../export/otlp-metrics.js';
import type { PushNews, PushOrder, PushTarget } from './push-message.js';
import type { PushTally } from './push-queue.js';
import { pushSentence } from './push-sentence.js';

const program = new URL('./push-thread.js', import.meta.url);

/** How a run is pushed. */
export interface PushOptions {
  /** Whole seconds between pushes. Default 1. */
  everyS?: number;
  /** After the end of the run, for what still waits. Default 5 s. */
  patienceMs?: number;
  /** Where `OTEL_EXPORTER_OTLP_HEADERS` is read from. */
  env?: NodeJS.ProcessEnv;
}

/**
 * A run's metrics at an OpenTelemetry collector while it goes. Composing and sending them is the work
 * of a thread of its own, which is told of each second: whatever the collector does, the run neither
 * waits nor fails.
 */
export class LivePush {
  readonly #place: string;
  readonly #worker: Worker;
  readonly #ended: Promise<PushTally | undefined>;
  #failure: string | undefined;
  /** No point may be older than the one before it. */
  #pushedUntilMs = 0;
  #startedAtMs = 0;

  /** Throws `RepriseError` for what is no address. */
  constructor(address: string, options: PushOptions = {}) {
    const { everyS = 1, patienceMs = 5000, env = process.env } = options;
    const url = metricsUrl(address);
    this.#place = placeOf(url);
    const target: PushTarget = { url: url.href, headers: otlpHeaders(env), everyS, patienceMs };
    const worker = startThread(program, target);
    this.#worker = worker;
    this.#ended = new Promise((resolve) => {
      worker.once('message', ({ tally }: PushNews) => resolve(tally));
      worker.once('exit', () => resolve(undefined));
    });
    worker.on('error', (error) => {
      this.#failure ??= messageOf(error);
    });
  }

  /** The run as it was stored before its first invocation. */
  start(run: RunRecord): void {
    this.#startedAtMs = run.startedAtMs;
    this.#tell({ type: 'run', run });
  }

  /** A second of it, in order. */
  add(interval: Interval): void {
    this.#pushedUntilMs = this.#startedAtMs + (interval.second + 1) * 1000;
    this.#tell({ type: 'interval', interval });
  }

  /**
   * Pushes the totals, and waits some seconds at most for what is still to be sent. Says in a sentence
   * what was not delivered; undefined where everything was.
   */
  async end({ run, books, verdict }: RunReport): Promise<string | undefined> {
    const untilMs = Math.max(run.endedAtMs ?? 0, this.#pushedUntilMs + 1);
    const inFlight = { inFlight: 0, maxInFlight: 0 };
    const body = JSON.stringify(otlpMetrics({ run, books, verdict, untilMs, inFlight }));
    this.#tell({ type: 'end', body });
    return pushSentence(this.#place, await this.#ended, this.#failure);
  }

  /** Ends at once; may be called again. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(order: PushOrder): void {
    this.#worker.postMessage(order);
  }
}
