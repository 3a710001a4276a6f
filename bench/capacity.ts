import { knownKnees } from '../session/capacity/known-knees.fixture.js';
import { searchSimulated } from '../session/capacity/simulated-function.fixture.js';
import type { BenchContext } from './benchmark.js';
import {
  errorOf,
  type KneeResult,
  kneeTable,
  passedAbove,
  quantileOf,
} from './capacity/knee-table.js';

const firstSeed = 3001;

/** What the whole table is held to, as shares of the knee. */
const targets = { median: 0.03, of95: 0.1 };

/**
 * How far a capacity search is off: on functions whose knee is known, in virtual time. `--rounds` is
 * the number of searches of each, 30 by default; the same number gives the same table. The seeds are
 * others than those that the search was made with.
 */
export async function capacity({ options, figures, progress }: BenchContext): Promise<void> {
  const rounds = options.rounds ?? 30;
  const results: KneeResult[] = [];
  for (const of of knownKnees()) {
    const reports = [];
    for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
      reports.push(await searchSimulated({ slo: of.slo, ...of.search(seed) }));
    }
    results.push({ of, reports });
    const errors = reports.map((report) => Math.abs(errorOf(of, report)) * 100);
    figures.add(`${of.name}, ${of.slo}: error`, '%', quantileOf(errors, 0.5));
    progress(`${of.name}, ${of.slo}: off by ${quantileOf(errors, 0.5).toFixed(1)}%`);
  }
  const all = results.flatMap(({ of, reports }) => reports.map((report) => ({ of, report })));
  const errors = all.map(({ of, report }) => Math.abs(errorOf(of, report)));
  const [median, of95] = [quantileOf(errors, 0.5), quantileOf(errors, 0.95)];
  const above = all.filter(({ of, report }) => passedAbove(of, report)).length;
  figures.check('median error at most 3%', median <= targets.median, percent(median));
  figures.check('95% within 10%', of95 <= targets.of95, percent(of95));
  figures.check('none passes above an arithmetic limit', above === 0, String(above));
  progress(kneeTable(results));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
