import type {
  Comparison,
  ComparisonVerdict,
  FieldComparison,
} from '../../../core/judge/compare/comparison.js';
import type { FieldExample } from '../../../core/judge/compare/field-tally.js';
import { formatCount, formatShare } from '../../../core/quantity/format.js';
import { detailed, limited, note, numeric, textual } from '../build.js';
import type { Block, Cell, RichCell, TableBlock } from '../document.js';
import { pText } from '../wording/change.js';
import type { ComparisonSection } from './comparison-section.js';

const fieldsShown = { page: 50, summary: 12 };
const examplesShown = { page: 60, summary: 6 };
const examplesOfEach = 3;

/** The fields in which responses differ, what is noise marked as such, and examples of what changed. */
export const fields: ComparisonSection = ({ report: { comparison } }) => {
  const { fields: all, isNoiseKnown } = comparison;
  if (!all) return undefined;
  const pairs = comparison.metrics.find(({ name }) => name === 'responses')?.pairs ?? 0;
  if (pairs === 0) return undefined;
  if (all.length === 0) {
    const text = `The responses of ${formatCount(pairs)} pairs are the same in every field.`;
    return { title: 'Responses', blocks: [note('good', text)] };
  }
  const changed = all.filter(({ verdict, examples }) => verdict !== 'pass' && examples.length > 0);
  const blocks: Block[] = [
    ...(isNoiseKnown ? [] : [note('plain', noiseText)]),
    fieldTable(comparison, sorted(all), pairs),
    ...(changed.length > 0 ? [exampleTable(sorted(changed))] : []),
  ];
  return { title: 'Responses', blocks };
};

const noiseText =
  'What differs by itself is not known, so every difference counts: --again sends everything to old twice, and learns it.';

function sorted(all: readonly FieldComparison[]): FieldComparison[] {
  const order: ComparisonVerdict[] = ['fail', 'inconclusive', 'pass'];
  return order.flatMap((verdict) => all.filter((field) => field.verdict === verdict));
}

const words: Record<ComparisonVerdict, RichCell> = {
  fail: { text: '✗ changed', tone: 'bad' },
  inconclusive: { text: '◌ not clear', tone: 'warn' },
  pass: { text: '≈ noise', tone: 'plain' },
};

function fieldTable(
  { isNoiseKnown }: Comparison,
  all: readonly FieldComparison[],
  pairs: number,
): TableBlock {
  const { shown, limits } = limited(all, fieldsShown, moreOf);
  return {
    kind: 'table',
    caption: `Fields that differ in ${formatCount(pairs)} pairs of responses`,
    head: [
      { text: 'Verdict', isMark: true },
      { text: 'Field that differs' },
      ...numeric('Old to new'),
      ...(isNoiseKnown ? [...numeric('By itself'), ...detailed(numeric('p'))] : []),
      ...detailed(textual('How')),
    ],
    rows: shown.map(({ path, differs, noise, verdict, pValue = 1, kinds }) => [
      words[verdict],
      { text: path, isCode: true },
      countCell(differs, pairs),
      ...(isNoiseKnown ? [countCell(noise, pairs), pText(pValue).replace(/^p (= )?/, '')] : []),
      kindsText(kinds),
    ]),
    ...limits,
  };
}

function moreOf({ length }: readonly unknown[]): string {
  return `${formatCount(length)} more`;
}

function countCell(count: number, pairs: number): Cell {
  return { text: `${formatCount(count)} (${formatShare(count, pairs)})`, share: count / pairs };
}

/** The most frequent first. */
function kindsText(kinds: FieldComparison['kinds']): string {
  return Object.entries(kinds)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${formatCount(count)}`)
    .join(', ');
}

/** Of what changed, and not of noise. Values were cut when they were kept. */
function exampleTable(changed: readonly FieldComparison[]): TableBlock {
  const rows = changed.flatMap(({ path, examples }) =>
    unlike(examples)
      .slice(0, examplesOfEach)
      .map(({ payload, first, second }, at): Cell[] => [
        at === 0 ? { text: path, isCode: true } : '',
        formatCount(payload),
        first === undefined ? 'nothing' : { text: first, isCode: true },
        second === undefined ? 'nothing' : { text: second, isCode: true },
      ]),
  );
  const { shown, limits } = limited(rows, examplesShown, moreOf);
  return {
    kind: 'table',
    caption: 'Examples of what changed; payloads by their position',
    head: [...textual('Example'), ...numeric('Payload'), ...textual('Old', 'New')],
    rows: [...shown],
    ...limits,
  };
}

/** Of those that say the same, the first. */
function unlike(examples: readonly FieldExample[]): FieldExample[] {
  const texts = ({ payload, first, second }: FieldExample) =>
    JSON.stringify([payload, first, second]);
  const seen = new Set<string>();
  return examples.filter((each) => !seen.has(texts(each)) && seen.add(texts(each)));
}
