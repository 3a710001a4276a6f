import { note } from '../build.js';
import { metrics } from '../comparison/metrics.js';
import { verdictSentence } from '../comparison/verdict-sentence.js';
import type { RunSection } from './run-section.js';

/** What became of the run since the one that it was held against. */
export const baseline: RunSection = ({ report: { run } }) => {
  const compared = run.meta.baseline;
  if (compared === undefined) return undefined;
  const { verdict } = compared.comparison;
  const tone = ({ pass: 'good', fail: 'bad', inconclusive: 'warn' } as const)[verdict];
  const source = { report: compared, runs: [], sides: [] };
  const blocks = metrics(source)?.blocks ?? [];
  return {
    title: 'Against the baseline',
    blocks: [note(tone, verdictSentence(compared)), ...blocks],
  };
};
