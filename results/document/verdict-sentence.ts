import { formatCount } from '../../core/quantity/format.js';
import { cutOffText } from './cut-off.js';
import { isNothingServed, type RunReport } from './run-report.js';

/**
 * The verdict in a sentence, for someone who did not start the run: `Failed: 2 of 4 expectations did
 * not hold.` What cut a run off, or unbalanced books, come before the expectations.
 */
export function verdictSentence(report: RunReport): string {
  const { verdict, verdicts, run } = report;
  if (run.status === 'running') return 'Still running: no verdict yet.';
  if (verdict === 'none') return `Finished: no expectations were given${nothingServed(report)}.`;
  if (verdict === 'pass') return `Passed: ${held(verdicts.length)}.`;
  const word = verdict === 'fail' ? 'Failed' : 'Inconclusive';
  return `${word}: ${[...reasons(report)].join('; ')}.`;
}

function* reasons({ run, books, verdicts }: RunReport): Iterable<string> {
  if (!books.isBalanced) yield 'the books do not balance';
  if (run.status !== 'finished') {
    const how = run.status === 'aborted' ? 'aborted by a rule' : 'interrupted';
    yield `the run was ${how} with ${cutOffText(books.cutOff())}`;
  }
  const failed = verdicts.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'noData',
  ).length;
  const open = verdicts.filter(({ verdict }) => verdict === 'inconclusive').length;
  if (failed > 0) yield `${share(failed, verdicts.length)} did not hold`;
  if (open > 0) yield `${share(open, verdicts.length)} could not be decided`;
  if (failed + open === 0 && verdicts.length > 0) yield `what was seen held`;
}

/** What nobody had asked, and everybody should know. */
function nothingServed({ books }: RunReport): string {
  if (!isNothingServed(books)) return '';
  return `, and none of ${formatCount(books.total().planned)} invocations succeeded`;
}

function held(all: number): string {
  return all === 1 ? 'its expectation held' : `all ${all} expectations held`;
}

function share(some: number, all: number): string {
  if (all === 1) return 'its expectation';
  return some === all ? `all ${all} expectations` : `${some} of ${all} expectations`;
}
