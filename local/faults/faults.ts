import { createRandom, type Random } from '../../core/base/random.js';
import type { LocalClock } from '../clock.js';
import type { FaultConfig, FaultEffect } from '../config.js';

/** One fault and how far it has counted. */
interface Fault {
  readonly config: FaultConfig;
  readonly random: Random;
  /** Invocations that its window has let through. */
  seen: number;
}

/** Decides which invocations a fault hits: the same ones for the same seed and order of arrivals. */
export class FaultPlan {
  readonly #clock: LocalClock;
  readonly #ofAll: Fault[];
  readonly #byFunction = new Map<string, Fault[]>();
  #firstMs: number | undefined;

  constructor(
    ofAll: FaultConfig[],
    byFunction: Record<string, FaultConfig[]>,
    seed: number,
    clock: LocalClock,
  ) {
    this.#clock = clock;
    this.#ofAll = plan(ofAll, seed, '*');
    for (const [name, faults] of Object.entries(byFunction)) {
      this.#byFunction.set(name, plan(faults, seed, name));
    }
  }

  /**
   * What happens to an invocation that arrives now, if anything does. Every fault that could have hit
   * it counts it, so that an earlier one does not shift a later one's bursts.
   */
  decide(functionName: string): FaultEffect | undefined {
    const nowMs = this.#clock.nowMs();
    this.#firstMs ??= nowMs;
    const sinceS = (nowMs - this.#firstMs) / 1000;
    let effect: FaultEffect | undefined;
    for (const fault of this.#byFunction.get(functionName) ?? []) {
      if (hits(fault, sinceS)) effect ??= fault.config.effect;
    }
    for (const fault of this.#ofAll) {
      if (hits(fault, sinceS)) effect ??= fault.config.effect;
    }
    return effect;
  }
}

function plan(faults: FaultConfig[], seed: number, scope: string): Fault[] {
  return faults.map((config, i) => {
    const random = createRandom(seed, `fault/${scope}/${i}`);
    return { config, random, seen: 0 };
  });
}

function hits(fault: Fault, sinceS: number): boolean {
  const { share = 1, burst, window } = fault.config;
  if (window !== undefined) {
    const { fromS, forS = Number.POSITIVE_INFINITY } = window;
    if (sinceS < fromS || sinceS >= fromS + forS) return false;
  }
  const position = fault.seen++;
  if (burst !== undefined && position % burst.every < burst.every - burst.count) return false;
  return share >= 1 || fault.random() < share;
}
