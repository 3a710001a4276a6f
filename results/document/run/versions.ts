import { RepriseError } from '../../../core/base/errors.js';
import { type Condition, parseExpectation } from '../../../core/judge/expectation.js';
import { clopperPearson } from '../../../core/judge/statistics/binomial.js';
import type { Verdict } from '../../../core/judge/verdict.js';
import { formatCount, formatPercent, formatShare } from '../../../core/quantity/format.js';
import { aliasWeights } from '../alias-weights.js';
import { detailed, numeric, textual } from '../build.js';
import type { Cell } from '../document.js';
import type { RunSection } from './run-section.js';

/** The intervals are those that hold the true share in 95 of 100 runs. */
const alpha = 0.05;

/** Which versions ran, each one's share against what was expected of it, or its weight in the alias. */
export const versions: RunSection = ({ report: { run, books, verdicts } }) => {
  const counts = [...books.total().versions].sort(([, a], [, b]) => b - a);
  const whole = counts.reduce((sum, [, count]) => sum + count, 0);
  if (whole === 0) return undefined;
  const weights = new Map([...aliasWeights(run.meta), ...weightsOf(verdicts)]);
  const rows = counts.map(([version, count]): Cell[] => {
    const { low, high } = clopperPearson(count, whole, alpha);
    const weight = weights.get(version);
    return [
      { text: version, isCode: true },
      formatCount(count),
      { text: formatShare(count, whole), share: count / whole },
      weight === undefined ? '–' : `${formatPercent(weight)}%`,
      `${formatPercent(low)}–${formatPercent(high)}%`,
      formatShare(books.version(version).outcomes.functionError, count),
    ];
  });
  const expected = numeric('Expected');
  const head = [
    ...textual(''),
    ...numeric('Count', 'Share'),
    ...(isSplit(weights) ? expected : detailed(expected)),
    ...detailed(numeric('95% interval', 'functionError')),
  ];
  const caption = 'Executed versions, of all answers that named theirs';
  return { title: 'Versions', blocks: [{ kind: 'table', caption, head, rows }] };
};

/** Where all of it is expected of one version, its share says it all. */
function isSplit(weights: ReadonlyMap<string, number>): boolean {
  return [...weights.values()].some((weight) => weight < 1);
}

/** Shares that were expected, from the expectations themselves. */
function weightsOf(verdicts: readonly Verdict[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { text, test } of verdicts) {
    const condition = test ? conditionOf(text) : undefined;
    if (condition?.kind === 'versionShare') weights.set(condition.version, condition.share);
  }
  return weights;
}

/** Undefined for what another version of Reprise has stored and this one cannot read. */
function conditionOf(text: string): Condition | undefined {
  try {
    return parseExpectation(text);
  } catch (error) {
    if (error instanceof RepriseError) return undefined;
    throw error;
  }
}
