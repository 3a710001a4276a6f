import type { Worker } from 'node:worker_threads';
import { messageOf, RepriseError } from '../../../core/base/errors.js';
import { startThread } from '../../../core/base/thread.js';
import type { Interval } from '../../../core/measure/interval.js';
import type { ReportDocument } from '../../document/document.js';
import type { RunRecord } from '../../document/run-meta.js';
import type { WebNews, WebOrder } from './web-message.js';

const program = new URL('./web-thread.js', import.meta.url);

/** Longer than the server waits for its viewers. */
const patienceMs = 5000;

/**
 * A run's page on loopback while it goes. Composing and serving it is the work of a thread of its own,
 * which is told of each second: the thread that keeps the books does no more than tell it, and what
 * goes wrong there never ends a run.
 */
export class LiveWeb {
  /** Where the page is: whoever has the address may look. */
  readonly url: string;
  /** Why it serves no more, where something went wrong. */
  failure: string | undefined;
  readonly #worker: Worker;
  readonly #gone: Promise<void>;

  private constructor(worker: Worker, url: string) {
    this.url = url;
    this.#worker = worker;
    this.#gone = new Promise((resolve) => worker.on('exit', () => resolve()));
    // What it dies of is no concern of the run.
    worker.on('error', (error) => {
      this.failure ??= messageOf(error);
    });
  }

  /** Begins to serve; `port` 0: a free one. Throws `RepriseError` where it cannot listen. */
  static async open(port: number): Promise<LiveWeb> {
    const worker = startThread(program, { port });
    return new LiveWeb(worker, await listening(worker));
  }

  /** The run as it was stored before its first invocation. */
  start(run: RunRecord): void {
    this.#tell({ type: 'run', run });
  }

  /** A second of it, in order. */
  add(interval: Interval): void {
    this.#tell({ type: 'interval', interval });
  }

  /** Shows everybody who watches the last page and resolves when they have it, after seconds at most. */
  async end(page: ReportDocument, name: string): Promise<void> {
    this.#tell({ type: 'end', page, name });
    const timer = setTimeout(() => void this.close(), patienceMs);
    await this.#gone;
    clearTimeout(timer);
  }

  /** Ends at once; may be called again. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(order: WebOrder): void {
    this.#worker.postMessage(order);
  }
}

function listening(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, hint?: string): void => {
      void worker.terminate();
      reject(new RepriseError(message, hint === undefined ? {} : { hint }));
    };
    worker.once('error', (error) => fail(`--web: ${messageOf(error)}`));
    worker.once('message', (news: WebNews) =>
      news.type === 'listening' ? resolve(news.url) : fail(news.message, news.hint),
    );
  });
}
