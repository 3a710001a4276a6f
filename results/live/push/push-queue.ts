import type { Delivery } from '../../export/otlp-post.js';

/** What a queue needs of the world, so that its waits can be tested without waiting. */
export interface PushWorld {
  deliver(body: string, giveUp: AbortSignal): Promise<Delivery>;
  /** Resolves after that time, or as soon as the signal is aborted; never rejects. */
  sleep(ms: number, wake: AbortSignal): Promise<void>;
  nowMs(): number;
  /** From 0 to below 1: spreads the retries of many. */
  random(): number;
}

/** What became of everything that a queue was given. */
export interface PushTally {
  offered: number;
  delivered: number;
  /** The last reason why something was not, or had to be sent again. */
  why?: string;
  /** What was delivered and not taken whole: the last reason. */
  rejected?: string;
}

/** Requests that wait; each has the totals so far, so that what is lost is a point of a line. */
const maxWaiting = 60;

/** Waits between attempts: as OpenTelemetry's exporters, from 1 s to 5 s, half as long again each time. */
const backoff = { firstMs: 1000, longestMs: 5000, factor: 1.5, jitter: 0.2 };

/**
 * Sends requests in their order, one at a time, each until it is taken or refused for good. Whoever
 * offers one never waits: where too many wait, the oldest is left out.
 */
export class PushQueue {
  readonly #world: PushWorld;
  readonly #limit: number;
  readonly #waiting: string[] = [];
  readonly #giveUp = new AbortController();
  readonly #tally: PushTally = { offered: 0, delivered: 0 };
  #pump: Promise<void> | undefined;
  #pause: { untilMs: number; isTold: boolean; wake: AbortController } | undefined;
  /** When nothing is sent any more; infinite before the end. */
  #endMs = Number.POSITIVE_INFINITY;

  constructor(world: PushWorld, limit = maxWaiting) {
    this.#world = world;
    this.#limit = limit;
  }

  offer(body: string): void {
    this.#tally.offered += 1;
    this.#waiting.push(body);
    if (this.#waiting.length > this.#limit) this.#waiting.shift();
    this.#pump ??= this.#send().finally(() => {
      this.#pump = undefined;
    });
  }

  /** Sends what waits, for no longer than `patienceMs`; not at all where it was told to wait longer. */
  async end(patienceMs: number): Promise<PushTally> {
    this.#endMs = this.#world.nowMs() + patienceMs;
    const { isTold = false, untilMs = 0, wake } = this.#pause ?? {};
    if (isTold && untilMs > this.#endMs) this.#giveUp.abort();
    if (!isTold) wake?.abort();
    const over = new AbortController();
    const patience = this.#world.sleep(patienceMs, over.signal).then(() => this.#giveUp.abort());
    await this.#pump;
    over.abort();
    await patience;
    return this.#tally;
  }

  async #send(): Promise<void> {
    let body = this.#waiting.shift();
    let attempts = 0;
    while (body !== undefined && !this.#giveUp.signal.aborted) {
      const delivery = await this.#world.deliver(body, this.#giveUp.signal);
      if (delivery.kind === 'later') {
        if (this.#giveUp.signal.aborted) this.#tally.why ??= 'no answer';
        else this.#tally.why = delivery.why;
        await this.#wait(delivery.afterMs, attempts++);
        continue;
      }
      this.#count(delivery);
      body = this.#waiting.shift();
      attempts = 0;
    }
  }

  #count(delivery: Exclude<Delivery, { kind: 'later' }>): void {
    if (delivery.kind === 'refused') {
      this.#tally.why = delivery.why;
      return;
    }
    this.#tally.delivered += 1;
    if (delivery.rejected !== undefined) this.#tally.rejected = delivery.rejected;
  }

  /** As long as it was told, or longer with each attempt. The end of the run cuts only the latter short. */
  async #wait(toldMs: number | undefined, attempt: number): Promise<void> {
    const ms = toldMs ?? this.#backoffMs(attempt);
    const untilMs = this.#world.nowMs() + ms;
    if (untilMs > this.#endMs || this.#giveUp.signal.aborted) {
      this.#giveUp.abort();
      return;
    }
    const wake = new AbortController();
    this.#pause = { untilMs, isTold: toldMs !== undefined, wake };
    await this.#world.sleep(ms, AbortSignal.any([wake.signal, this.#giveUp.signal]));
    this.#pause = undefined;
  }

  #backoffMs(attempt: number): number {
    const { firstMs, longestMs, factor, jitter } = backoff;
    const spread = 1 + jitter * (2 * this.#world.random() - 1);
    return Math.min(longestMs, firstMs * factor ** attempt) * spread;
  }
}
