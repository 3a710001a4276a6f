import { type Ending, failureOf, type InvocationContext } from './invocation.js';

/** So long before the timeout an event is written whose handler has not ended. */
const beforeTimeoutMs = 200;

/** Records of invocations that have not ended. */
const pending = new Set<PendingRecord>();
let watchesExit = false;

/**
 * An event that is written when its invocation has ended, with the outcome; and without it shortly
 * before the function times out, or when the process ends or has nothing left to wait for. None of
 * its methods throws.
 */
export class PendingRecord {
  readonly #write: (ending?: Ending) => void;
  readonly #startedMs = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (ending?: Ending) => void, context: InvocationContext) {
    this.#write = write;
    pending.add(this);
    watchExit();
    const leftMs = context.getRemainingTimeInMillis?.() ?? 0;
    if (leftMs <= beforeTimeoutMs) return;
    // Must not keep the event loop: handlers with a callback answer when it is empty.
    this.#timer = setTimeout(() => this.finish(), leftMs - beforeTimeoutMs).unref();
  }

  /** The handler's arguments, its callback and the context's older ways to answer watched. */
  watchCallbacks(args: unknown[]): unknown[] {
    const [event, context, callback, ...rest] = args;
    this.#watchContext(context);
    if (typeof callback !== 'function') return args;
    return [event, context, this.#watched(callback, errorFirst), ...rest];
  }

  /**
   * Sees how a promise settles, before anybody else who waits for it. What is only like a promise is
   * left alone, since some begin their work each time that they are asked. Without a value the answer
   * may be yet to come, by a callback where the handler takes one.
   */
  returned(value: unknown, takesCallback: boolean): void {
    if (value instanceof Promise) {
      value.then(
        () => this.end(),
        (reason: unknown) => this.end(() => failureOf(reason)),
      );
    } else if (isThenable(value)) this.finish();
    else if (value !== undefined) this.end();
    else if (!takesCallback) this.finish();
  }

  /** Writes the line, once; what `describe` returns goes in. */
  end(describe: () => Ending = () => ({})): void {
    const durationMs = Math.round((performance.now() - this.#startedMs) * 1000) / 1000;
    let ending: Ending = {};
    try {
      ending = describe();
    } catch {
      // An error whose properties throw: the line says how long it took.
    }
    this.finish({ ...ending, durationMs });
  }

  /** Writes the line, unless it has been written. */
  finish(ending?: Ending): void {
    if (!pending.delete(this)) return;
    clearTimeout(this.#timer);
    this.#write(ending);
  }

  #watchContext(context: unknown): void {
    if (typeof context !== 'object' || context === null) return;
    for (const [name, describe] of Object.entries({
      done: errorFirst,
      succeed: ok,
      fail: failed,
    })) {
      try {
        const method: unknown = Reflect.get(context, name);
        if (typeof method === 'function')
          Reflect.set(context, name, this.#watched(method, describe));
      } catch {
        // A context that cannot be watched: the line goes without an outcome.
      }
    }
  }

  #watched(answer: object, describe: (first: unknown) => Ending): unknown {
    return new Proxy(answer as (...args: unknown[]) => unknown, {
      apply: (target, self, args: unknown[]) => {
        this.end(() => describe(args[0]));
        return Reflect.apply(target, self, args);
      },
    });
  }
}

function isThenable(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && 'then' in value;
  } catch {
    // A proxy that refuses to say.
    return true;
  }
}

const ok = (): Ending => ({});
const failed = (reason: unknown): Ending => failureOf(reason);
const errorFirst = (error: unknown): Ending => (error == null ? {} : failureOf(error));

function watchExit(): void {
  if (watchesExit) return;
  watchesExit = true;
  const flushAll = (): void => {
    for (const record of pending) record.finish();
  };
  process.on('beforeExit', flushAll);
  process.on('exit', flushAll);
}
