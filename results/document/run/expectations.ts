import { defined } from '../../../core/base/defined.js';
import type { Verdict, VerdictKind } from '../../../core/judge/verdict.js';
import type { Cell, Tone } from '../document.js';
import { noteText, observedText } from '../wording/expectations.js';
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
  const known = run.status === 'running' ? wordsSoFar : words;
  const head = [
    { text: 'Verdict', isMark: true },
    { text: 'Expected', isWrapped: true },
    { text: 'Observed', isWrapped: true },
  ];
  const rows = sorted.map((verdict) => rowOf(verdict, known));
  return { title: 'Expectations', blocks: [{ kind: 'table', head, rows }] };
};

function rowOf({ text, verdict, observed, note }: Verdict, known: typeof words): Cell[] {
  return [
    known[verdict],
    { text, isCode: true },
    { text: observedText(observed), ...defined({ note: note && noteText(note) }) },
  ];
}
