import { expect, it } from 'vitest';
import { defined } from '../../core/base/defined.js';
import type { Fleet } from '../../core/fleet/open-fleet.js';
import type { WorkerFacts } from '../../core/fleet/worker-facts.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import type { PreparedRun } from '../run/prepare-run.js';
import { gatherFor, lostVerdicts, onFleet } from './run-on-fleet.js';

const worker = (name: string, isLost = false): WorkerFacts => ({
  ...{ name, host: 'm', origin: 'm', cores: 2, version: '1', node: '20', threads: 1, sent: 5 },
  ...{ p99Us: null, lateP99Us: null, busyShare: 0, clockOffsetUs: 0, clockErrorUs: 0 },
  longestQueue: 0,
  lost: isLost ? { atS: 1, how: 'silent', policy: 'continue', heardUntilS: 0.5 } : null,
});

it.each([
  ['nobody was lost', [worker('a'), worker('b')], 'p99 < 1s', []],
  ['one was lost', [worker('a', true), worker('b')], 'p99 < 1s', ['inconclusive']],
  ['an expectation speaks of what was aborted', [worker('a', true)], 'aborted < 60%', []],
])('the verdict where %s', (_name, workers, expectation, verdicts) => {
  const lost = lostVerdicts(workers, [parseExpectation(expectation)]);
  expect(lost.map(({ verdict }) => verdict)).toEqual(verdicts);
});

it('says once who sends, however many runs a search has', async () => {
  const notes: string[] = [];
  const hello = { name: 'w1', origin: 'eu-west-1a', cores: 4 };
  const fleet = { workers: 1, spares: 0, gather: async () => [hello, hello] } as unknown as Fleet;
  for (let run = 0; run < 3; run++) {
    await gatherFor(fleet, { databasePath: '', onNote: (text) => notes.push(text) });
  }
  expect(notes).toEqual(['1 worker sends: w1 (eu-west-1a, 4 cores).']);
});

it.each([
  ['a session’s credentials stay here', undefined, undefined],
  ['those of the local Lambda are sent', {}, { accessKeyId: 'A', secretAccessKey: 's' }],
])('over the bus: %s', (_, local, credentials) => {
  const fleet = { workers: 1, lanesOf: () => () => {} } as unknown as Fleet;
  const settings = { credentials: { accessKeyId: 'A', secretAccessKey: 's' }, timeoutMs: 1 };
  const prepared = {
    scenario: { workloads: [], local },
    meta: { endpoint: { url: 'https://there', region: 'eu-west-1' } },
  } as unknown as PreparedRun;
  const of = { runId: 'r', options: { databasePath: 'r.db' } };
  const { jobs } = onFleet(fleet, prepared, [{ settings } as unknown as LaneJob], of);
  expect(jobs.map((job) => job.settings)).toEqual([
    {
      timeoutMs: 1,
      region: 'eu-west-1',
      endpointUrl: 'https://there',
      ...defined({ credentials }),
    },
  ]);
});
