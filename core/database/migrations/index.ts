import { recordings } from './0001-recordings.js';
import { runs } from './0002-runs.js';
import { billedAndMemory } from './0003-billed-and-memory.js';
import { redactions } from './0004-redactions.js';
import { comparisons } from './0005-comparisons.js';
import { outcomeColumns } from './0006-recorded-outcomes.js';
import { capacitySearches } from './0007-capacity-searches.js';
import { tenants } from './0008-tenants.js';
import { streamColumns } from './0009-streams.js';
import { streamSamples } from './0010-stream-samples.js';
import { follow } from './0011-follow.js';
import { traceIds } from './0012-trace-ids.js';

/**
 * Every step of the schema, oldest first, as SQL. A file's `user_version` is the number of steps it
 * has taken. A step that has been released is never changed; the next change is a new step.
 */
export const migrations: readonly string[] = [
  recordings,
  runs,
  billedAndMemory,
  redactions,
  comparisons,
  outcomeColumns,
  capacitySearches,
  tenants,
  streamColumns,
  streamSamples,
  follow,
  traceIds,
];
