import { formatCount } from '../../../../core/quantity/format.js';
import { type RecordedOutcome, recordedOutcomes } from '../../../document/recorded-outcomes.js';
import { latenciesOf } from '../../../document/run-report.js';
import type { Style } from '../style.js';
import type { Section } from './section.js';

/** Where the recording knows what became of its events: which failures are gone, and which are new. */
export const recorded: Section = ({ books }, style) => {
  const found = recordedOutcomes(books.total(), latenciesOf(books));
  if (!found) return [];
  const { failed, ok } = found;
  return [
    `  ${style.bold('Then and now')}`,
    ...(failed.total > 0
      ? [sentence(`${formatCount(failed.total)} failed then`, failed, 'fail again', style)]
      : []),
    ...(ok.total > 0
      ? [sentence(`${formatCount(ok.total)} passed then`, ok, 'fail now: new', style)]
      : []),
  ];
};

function sentence(then: string, now: RecordedOutcome, failWord: string, style: Style): string {
  const { passNow, failNow, undecided } = now;
  const parts = [
    passNow > 0 ? style.green(`${formatCount(passNow)} pass now`) : '',
    failNow > 0 ? style.red(`${formatCount(failNow)} ${failWord}`) : '',
    undecided > 0 ? style.yellow(`${formatCount(undecided)} undecided (not run to an end)`) : '',
  ];
  return `    ${then}: ${parts.filter((part) => part !== '').join(', ')}`;
}
