import { median, medianRatio } from './statistics.js';

/** One measured thing over all rounds. */
export interface Figure {
  median: number;
  min: number;
  max: number;
  unit: string;
  rounds: number;
}

/** Something that must hold, and does or does not. */
export interface Check {
  name: string;
  holds: boolean;
  /** What was seen. */
  detail: string;
}

/** What `--json` writes. */
export interface BenchResults {
  machine: Record<string, string | number>;
  results: Record<string, Figure>;
  /** Medians of the ratios of each round. */
  ratios: Record<string, number>;
  checks: Check[];
}

/** Collects what benchmarks measure. */
export class Figures {
  readonly checks: Check[] = [];
  readonly ratios: Record<string, number> = {};
  readonly #values = new Map<string, { unit: string; values: number[] }>();

  /** One round's value. */
  add(name: string, unit: string, value: number): void {
    const known = this.#values.get(name);
    if (known) known.values.push(value);
    else this.#values.set(name, { unit, values: [value] });
  }

  /**
   * Sets two figures in proportion, round by round. `label` names the ratio; default `a/b`. Nothing
   * happens when one of them was not measured.
   */
  ratio(a: string, b: string, label = `${a}/${b}`): void {
    const [over, under] = [this.#values.get(a), this.#values.get(b)];
    if (over && under) this.ratios[label] = medianRatio(over.values, under.values);
  }

  check(name: string, holds: boolean, detail: string): void {
    this.checks.push({ name, holds, detail });
  }

  get results(): Record<string, Figure> {
    const entries = [...this.#values].map(([name, { unit, values }]): [string, Figure] => [
      name,
      {
        median: median(values),
        min: Math.min(...values),
        max: Math.max(...values),
        unit,
        rounds: values.length,
      },
    ]);
    return Object.fromEntries(entries);
  }
}
