import { RepriseError } from '../../base/errors.js';
import type { Database } from '../../database/open.js';
import type { StagedRecording, StagedTotals } from '../store/staged-recording.js';
import { retain } from './retain.js';
import type { RecordSelection } from './selection.js';

/**
 * Takes out of a staged recording what is not meant to be kept, and gives its totals then. Throws
 * `RepriseError`, which names the source, when nothing is left, and as `retain` does.
 */
export function keepSelected(
  db: Database,
  staged: StagedRecording,
  source: string,
  where: RecordSelection | undefined,
): Pick<StagedTotals, 'recordCount' | 'payloadBytes' | 'timedCount'> {
  const readCount = staged.totals.recordCount;
  if (where) retain(db, staged, where);
  const { recordCount, payloadBytes, timedCount } = staged.totals;
  if (recordCount > 0) return { recordCount, payloadBytes, timedCount };
  throw new RepriseError(
    `None of the ${readCount.toLocaleString('en')} events in ${source} is selected.`,
    { hint: 'Take a --where-… away, or look at the source.' },
  );
}
