import { formatCount } from '../../../core/quantity/format.js';
import { note } from '../build.js';
import type { Block } from '../document.js';
import { type RecordedOutcome, recordedOutcomes } from '../recorded-outcomes.js';
import { latenciesOf } from '../run-report.js';
import type { RunSection } from './run-section.js';

/** Where the recording knows what became of its events: which failures are gone, and which are new. */
export const recorded: RunSection = ({ report: { books } }) => {
  const found = recordedOutcomes(books.total(), latenciesOf(books));
  if (!found) return undefined;
  return {
    title: 'Then and now',
    blocks: [
      ...sentence('failed then', found.failed, 'fail again'),
      ...sentence('passed then', found.ok, 'fail now: new'),
    ],
  };
};

function sentence(then: string, now: RecordedOutcome, failWord: string): Block[] {
  const { total, passNow, failNow, undecided } = now;
  if (total === 0) return [];
  const parts = [
    ...(passNow > 0 ? [`${formatCount(passNow)} pass now`] : []),
    ...(failNow > 0 ? [`${formatCount(failNow)} ${failWord}`] : []),
    ...(undecided > 0 ? [`${formatCount(undecided)} undecided`] : []),
  ];
  const text = `${formatCount(total)} ${then}: ${parts.join(', ')}`;
  return [note(failNow > 0 ? 'bad' : undecided > 0 ? 'warn' : 'good', text)];
}
