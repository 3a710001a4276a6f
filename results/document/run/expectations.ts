import type { VerdictKind } from '../../../core/judge/verdict.js';
import type { Cell, Tone } from '../page-model.js';
import { observedText } from '../wording/expectations.js';
import type { RunSection } from './run-section.js';

const words: Record<VerdictKind, { text: string; tone: Tone }> = {
  pass: { text: '✓ held', tone: 'good' },
  fail: { text: '✗ did not hold', tone: 'bad' },
  noData: { text: '✗ no data', tone: 'bad' },
  inconclusive: { text: '◌ undecided', tone: 'warn' },
};

/** Of a run that goes on nothing is decided: the rest of it may bring any of them to the other side. */
const wordsSoFar: typeof words = {
  pass: { text: '✓ so far', tone: 'plain' },
  fail: { text: '✗ not so far', tone: 'warn' },
  noData: { text: '◌ no data yet', tone: 'plain' },
  inconclusive: { text: '◌ undecided', tone: 'plain' },
};

/** Each expectation with what was seen; those that did not hold come first. */
export const expectations: RunSection = ({ report: { verdicts, run } }) => {
  if (verdicts.length === 0) return undefined;
  const order: VerdictKind[] = ['fail', 'noData', 'inconclusive', 'pass'];
  const sorted = [...verdicts].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const rows = sorted.map(({ text, verdict, observed }): Cell[] => [
    (run.status === 'running' ? wordsSoFar : words)[verdict],
    { text, isCode: true },
    observedText(observed),
  ]);
  const head = [{ text: 'Verdict' }, { text: 'Expected' }, { text: 'Observed' }];
  return { title: 'Expectations', blocks: [{ kind: 'table', head, rows }] };
};
