import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison, Tolerances } from '../../core/judge/compare/comparison.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { compareFunctions } from '../../session/compare/compare-functions.js';
import { compareScenario } from '../../session/compare/compare-scenario.js';

const handler = (total: string): string => `
import { setTimeout as sleep } from 'node:timers/promises';
export const handler = async ({ id }) => {
  await sleep(3);
  return { id, total: ${total}, requestId: Math.random() };
};
`;

/** Every invocation is 20 ms at the median; `slower` takes a tenth more, `failing` fails 0.5%. */
const scenario = `
target: { function: shop }
payloads: { inline: [{ "id": 1 }, { "id": 2 }, { "id": 3 }], order: shuffled }
load: [{ rate: 1/s, for: 1s }]
local:
  functions:
    shop:
      versions:
        1: { latency: { p50: 20ms, p99: 40ms } }
        2: { latency: { p50: 22ms, p99: 44ms } }
        3: { latency: { p50: 20ms, p99: 40ms }, errorRate: 0.5% }
        4: { handler: ./old.mjs }
        5: { handler: ./new.mjs }
`;

/** The versions of the local function. */
export const versions = { old: 1, slower: 2, failing: 3, answering: 4, changed: 5 } as const;
type Version = (typeof versions)[keyof typeof versions];

/** What is sent to which versions. */
export interface WholeComparison {
  old: Version;
  new: Version;
  pairs: number;
  rateHz: number;
  again: boolean;
}

/** Runs whole comparisons against the local Lambda: threads, sockets, signatures, database. */
export class WholeComparisons {
  readonly #file: string;
  readonly #databasePath: string;

  constructor(folder: string) {
    this.#file = join(folder, 'verdicts.yaml');
    this.#databasePath = join(folder, 'verdicts.db');
    writeFileSync(this.#file, scenario);
    writeFileSync(join(folder, 'old.mjs'), handler('id * 2'));
    writeFileSync(join(folder, 'new.mjs'), handler('id * 2 + (id === 3 ? 1 : 0)'));
  }

  /** One comparison, its arrivals, its order and its function seeded alike. */
  async compare(
    { old, new: now, ...load }: WholeComparison,
    tolerances: Tolerances,
  ): Promise<Comparison> {
    const base = loadScenario(this.#file, { flags: { seed: String(tolerances.seed + 1) } });
    const sides = { old: `shop:${old}`, new: `shop:${now}` };
    const paired = compareScenario(base, { ...sides, ...load });
    const rules = { tolerances, ignored: [] };
    const result = await compareFunctions(paired, rules, { databasePath: this.#databasePath });
    if (!result) throw new Error('the comparison was not confirmed');
    if (result.failure) throw result.failure;
    return result.comparison;
  }
}
