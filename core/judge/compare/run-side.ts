import { defined } from '../../base/defined.js';
import type { EventBook } from '../../measure/event-book.js';
import type { LatencyHistogram } from '../../measure/histogram.js';
import type { RunBooks } from '../../measure/run-books.js';
import type { Share } from '../statistics/proportions.js';
import type { ColdStartSummary } from './comparison.js';

/** What the unpaired comparison reads of a run. */
export interface RunSide {
  /** Service times of what was served warm, or of all that was served where starts are not known. */
  warm: LatencyHistogram;
  /** Times to the first byte of the same, of what was streamed; these are from the intended start. */
  ttfb: LatencyHistogram;
  /** Failures of all that was sent and neither throttled nor cut off. */
  errors: Share;
  coldStarts: ColdStartSummary;
  throttled: Share;
  /** Never sent, of the planned. */
  notSent: Share;
  /** What became of its events; absent where they were not followed. */
  events?: EventBook;
}

/** Reads one run's books. */
export function runSide(books: RunBooks, events?: EventBook): RunSide {
  const total = books.total();
  const { planned, outcomes, coldStarts, reports, init } = total;
  const warm = books.start('warm');
  const compared = warm.service.count > 0 ? warm : total;
  const failures =
    outcomes.functionError + outcomes.rejected + outcomes.serviceError + outcomes.transportError;
  return {
    warm: compared.service,
    ttfb: compared.stream.ttfb,
    errors: { count: failures, of: outcomes.ok + failures },
    coldStarts: {
      count: coldStarts,
      of: reports,
      initP50Us: init.count > 0 ? init.percentileUs(50) : null,
    },
    throttled: { count: outcomes.throttled, of: planned },
    notSent: { count: outcomes.dropped + outcomes.aborted, of: planned },
    ...defined({ events }),
  };
}
