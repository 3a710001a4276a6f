import type { Interval } from '../../core/measure/interval.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { RunResult } from './conclude-run.js';
import type { RunOptions } from './run-options.js';
import { runScenario } from './run-scenario.js';

/** Seconds that wait for a reader that is slower than the run. */
const maxWaiting = 600;

/**
 * A run whose seconds can be looped over while it goes: `for await (const second of run)`. Leaving the
 * loop early stops the run, as `stop` does.
 */
export class RunStream implements AsyncIterable<Interval> {
  /** How it ended; undefined when `confirm` refused. Rejects as `runScenario` does. */
  readonly result: Promise<RunResult | undefined>;
  /** Seconds that nobody has read: of a reader that is ten minutes behind, the oldest are left out. */
  skipped = 0;
  readonly #waiting: Interval[] = [];
  readonly #stop = new AbortController();
  #isOver = false;
  #wake: (() => void) | undefined;

  constructor(scenario: Scenario, options: RunOptions) {
    const { stop, onInterval } = options;
    const signals = stop ? [stop, this.#stop.signal] : [this.#stop.signal];
    const ran = runScenario(scenario, {
      ...options,
      stop: AbortSignal.any(signals),
      onInterval: (interval) => {
        onInterval?.(interval);
        this.#add(interval);
      },
    });
    this.result = ran.finally(() => {
      this.#isOver = true;
      this.#wake?.();
    });
    // Who loops is told by the loop, and need not ask for the result.
    this.result.catch(() => undefined);
  }

  /** Throws what `result` rejects with. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Interval, void, void> {
    try {
      for (;;) {
        const interval = this.#waiting.shift();
        if (interval) yield interval;
        else if (this.#isOver) break;
        else await this.#next();
      }
    } finally {
      this.#stop.abort();
    }
    await this.result;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #add(interval: Interval): void {
    this.#waiting.push(interval);
    if (this.#waiting.length > maxWaiting) {
      this.#waiting.shift();
      this.skipped += 1;
    }
    this.#wake?.();
  }
}

/** Runs a scenario as `runScenario` does, at once, and gives its seconds as they end. */
export function streamRun(scenario: Scenario, options: RunOptions): RunStream {
  return new RunStream(scenario, options);
}
