import type { CancelTimer } from '../../core/base/clock.js';
import { createRandom, type Random } from '../../core/base/random.js';
import type { LocalClock } from '../clock.js';
import type { LogFormat, SyntheticCode } from '../config.js';
import { errorPayload } from '../functions/error-payload.js';
import type {
  InitListener,
  InvokeListener,
  Sandbox,
  SandboxEvent,
  SandboxFactory,
  SandboxIdentity,
} from '../functions/sandbox.js';
import { drawLatencyMs } from '../normal.js';

/**
 * Makes the sandboxes of one synthetic version. All of them draw from the version's own streams, in
 * the order of its invocations, so that the same seed and the same order of arrivals repeat exactly.
 */
export function syntheticSandboxes(
  code: SyntheticCode,
  seed: number,
  stream: string,
  clock: LocalClock,
): SandboxFactory {
  const draws: Draws = {
    latency: createRandom(seed, `latency/${stream}`),
    coldStart: createRandom(seed, `coldStart/${stream}`),
    failure: createRandom(seed, `failure/${stream}`),
  };
  const fixed = typeof code.response === 'number' ? jsonOfSize(code.response) : undefined;
  return (identity) => new SyntheticSandbox(code, draws, fixed, clock, identity);
}

interface Draws {
  latency: Random;
  coldStart: Random;
  failure: Random;
}

/** A JSON string of exactly `sizeBytes` bytes; the shortest JSON there is has one. */
function jsonOfSize(sizeBytes: number): Buffer {
  if (sizeBytes < 2) return Buffer.from('0');
  return Buffer.from(`"${'x'.repeat(sizeBytes - 2)}"`);
}

/** Sleeps on one timer and answers: no thread, no promise, no work while it waits. */
class SyntheticSandbox implements Sandbox {
  readonly maxMemoryUsedMb: number;
  readonly isAlive = true;
  readonly #code: SyntheticCode;
  readonly #draws: Draws;
  readonly #fixed: Buffer | undefined;
  readonly #clock: LocalClock;
  /** What this environment's times are multiplied by. */
  readonly #slowness: number;
  /** Absent where environments are all alike, and the log is the service's own. */
  readonly #logStreamLine: string | undefined;
  readonly #logFormat: LogFormat;
  #cancel: CancelTimer | undefined;

  constructor(
    code: SyntheticCode,
    draws: Draws,
    fixed: Buffer | undefined,
    clock: LocalClock,
    { logStreamName, logFormat, slowness }: SandboxIdentity,
  ) {
    this.#logFormat = logFormat;
    this.#slowness = slowness ?? 1;
    // By this line `reprise compare` tells environments apart; what users run prints its own.
    if (slowness !== undefined) this.#logStreamLine = `REPRISE logStream=${logStreamName}`;
    this.maxMemoryUsedMb = code.maxMemoryUsedMb;
    this.#code = code;
    this.#draws = draws;
    this.#fixed = fixed;
    this.#clock = clock;
  }

  init(_requestId: string, listener: InitListener): void {
    const initMs = drawLatencyMs(this.#code.coldStart, this.#draws.coldStart) * this.#slowness;
    this.#wait(initMs, () => listener.done({ kind: 'ready' }));
  }

  invoke(event: SandboxEvent, listener: InvokeListener): void {
    if (this.#logStreamLine !== undefined) listener.log(this.#logStreamLine);
    const latencyMs = drawLatencyMs(this.#code.latency, this.#draws.latency) * this.#slowness;
    const fails = this.#code.errorRate > 0 && this.#draws.failure() < this.#code.errorRate;
    this.#wait(latencyMs, () => {
      if (fails) this.#fail(event, listener);
      else if (this.#code.streamed) this.#stream(this.#payloadOf(event), listener, 0);
      else listener.done({ kind: 'response', payload: this.#payloadOf(event) });
    });
  }

  /** Sends a piece, then waits for the time of the next; the last one ends the response. */
  #stream(payload: Buffer, listener: InvokeListener, piece: number): void {
    const { chunks, overMs } = this.#code.streamed ?? { chunks: 1, overMs: 0 };
    const start = (at: number): number => Math.floor((at * payload.length) / chunks);
    listener.chunk(payload.subarray(start(piece), start(piece + 1)));
    if (piece + 1 >= chunks) listener.done({ kind: 'response', payload: Buffer.alloc(0) });
    else this.#wait(overMs / (chunks - 1), () => this.#stream(payload, listener, piece + 1));
  }

  close(): Promise<void> {
    this.#cancel?.();
    return Promise.resolve();
  }

  #wait(ms: number, then: () => void): void {
    if (ms <= 0) then();
    else this.#cancel = this.#clock.after(ms, then);
  }

  #payloadOf(event: SandboxEvent): Buffer {
    return this.#fixed ?? event.payload;
  }

  #fail({ requestId }: SandboxEvent, listener: InvokeListener): void {
    const { errorType, errorMessage } = this.#code;
    const payload = errorPayload(errorType, errorMessage);
    const timestamp = new Date(this.#clock.epochMs()).toISOString();
    listener.log(
      this.#logFormat === 'JSON'
        ? JSON.stringify({ timestamp, level: 'ERROR', requestId, message: errorLine(this.#code) })
        : `${timestamp}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(errorLine(this.#code))}`,
    );
    listener.done({ kind: 'failure', errorType, payload, survives: true });
  }
}

/** What Lambda's Node.js runtime logs of an error that a handler threw; there is no stack here. */
function errorLine({ errorType, errorMessage }: SyntheticCode): object {
  return { errorType, errorMessage, stackTrace: [] };
}
