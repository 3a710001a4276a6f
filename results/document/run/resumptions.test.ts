import { expect, it } from 'vitest';
import { summaryJson } from '../../export/summary-json.js';
import { runDocument } from '../run-document.js';
import type { Resumption } from '../run-meta.js';
import { sampleMeta, sampleReport } from '../sample-run.fixture.js';

const at = (time: string, afterS: number): Resumption => ({
  ...{ atMs: Date.parse(`2026-11-23T${time}Z`), afterS },
});

it.each<[string, Resumption[] | undefined, string[]]>([
  ['nothing of a run that one process drove', undefined, []],
  [
    'when, and how long nobody coordinated',
    [at('07:20:12', 2.1)],
    ['Resumed at 07:20:12 UTC, after up to 2.1s without a coordinator'],
  ],
  [
    'how often',
    [at('07:20:12', 2.1), at('07:21:40', 70)],
    ['Resumed 2 times, last at 07:21:40 UTC, after up to 1m 12s in all without a coordinator'],
  ],
])('the head of a report says %s', (_name, resumed, lines) => {
  const report = sampleReport([], sampleMeta(resumed && { resumed }));
  const { headline } = runDocument(report);
  expect(headline.lines.filter((line) => line.startsWith('Resumed'))).toEqual(lines);
  const { run } = JSON.parse(summaryJson(report));
  expect(run.resumed).toEqual(
    (resumed ?? []).map(({ atMs, afterS }) => ({
      ...{ at: new Date(atMs).toISOString(), withoutCoordinatorS: afterS },
    })),
  );
});
