import { cutOffText } from '../../../document/cut-off.js';
import { runHeading } from '../../../document/run-heading.js';
import type { RunReport } from '../../../document/run-report.js';
import { clip, plain } from '../plain.js';
import type { Style } from '../style.js';
import type { Section } from './section.js';

/** The verdict and its reason, then what was run, where and when. */
export const headline: Section = (report, style, width) => {
  const { meta, id } = report.run;
  const { targets, when } = runHeading(report.run);
  const where = [targets, `${meta.endpoint.url} (${meta.endpoint.region})`, `run ${id}, ${when}`];
  return [
    `  ${mark(report, style)}  ${clip(plain(meta.name), width - 20)}`,
    ...reasons(report).map((reason) => `  ${clip(reason, width - 2)}`),
    ...where.map((line) => style.dim(`  ${clip(plain(line), width - 2)}`)),
  ];
};

function mark({ verdict, verdicts }: RunReport, style: Style): string {
  if (verdict === 'fail') return style.bold(style.red('✗ FAIL'));
  if (verdict === 'inconclusive') return style.bold(style.yellow('◌ INCONCLUSIVE'));
  return style.bold(style.green(verdicts.length === 0 ? '✓ DONE' : '✓ PASS'));
}

function reasons(report: RunReport): string[] {
  return [cutOffReason(report), booksReason(report), expectationsReason(report)].filter(
    (reason) => reason !== '',
  );
}

function cutOffReason({ run: { status }, books }: RunReport): string {
  if (status === 'finished') return '';
  const rest = cutOffText(books.cutOff());
  if (status === 'running') return `still running: ${rest}`;
  const how = status === 'aborted' ? 'aborted by rule' : 'interrupted';
  return `${how}: cut off ${rest} (aborted)`;
}

function booksReason({ books }: RunReport): string {
  return books.isBalanced ? '' : 'the books do not balance: see Invocations';
}

function expectationsReason({ verdicts }: RunReport): string {
  if (verdicts.length === 0) return 'no expectations were given';
  const held = verdicts.filter(({ verdict }) => verdict === 'pass').length;
  const [first] = verdicts;
  if (verdicts.length === 1 && first?.verdict === 'inconclusive') {
    return 'its expectation has too little data';
  }
  if (verdicts.length === 1) return `its expectation ${held === 1 ? 'held' : 'did not hold'}`;
  return held === verdicts.length
    ? `all ${held} expectations held`
    : `${held} of ${verdicts.length} expectations held`;
}
