import { describe, expect, it } from 'vitest';
import type { RecordedAs } from '../../core/invoke/client.js';
import { type Batch, functionError, ok } from '../../core/judge/books.fixture.js';
import { jsonSummary } from '../export/summary-json.js';
import { terminalSummary } from '../output/print-report.js';
import { recordedOutcomes } from './recorded-outcomes.js';
import { sampleMeta, samplePlan, sampleReport } from './sample-run.fixture.js';

const failed = functionError('12', 'TypeError', 'x');
const batch = (count: number, outcome: Batch['outcome'], recordedAs?: RecordedAs): Batch => ({
  ...{ count, outcome },
  ...(recordedAs && { recordedAs }),
});
const batches = [
  batch(1005, ok('12', {}), 'failed'),
  batch(2, failed, 'failed'),
  batch(1, { kind: 'dropped' }, 'failed'),
  batch(30, ok('12', {}), 'ok'),
  batch(3, failed, 'ok'),
  batch(9, failed),
];

describe('a replay of events whose outcome was recorded', () => {
  it('says how many failures are gone, are there again, and are new', () => {
    const report = sampleReport(batches);
    expect(jsonSummary(report).recorded).toEqual({
      ok: { total: 33, passNow: 30, failNow: 3, undecided: 0 },
      failed: { total: 1008, passNow: 1005, failNow: 2, undecided: 1 },
    });
    const text = terminalSummary(report);
    expect(text).toContain(
      [
        '  Then and now',
        '    ✗ 1,008 failed then: 1,005 pass now, 2 fail again, 1 undecided',
        '    ✗ 33 passed then: 30 pass now, 3 fail now: new\n',
      ].join('\n'),
    );
  });

  it('says nothing where no outcome was recorded', () => {
    const report = sampleReport([batch(9, failed)]);
    expect(jsonSummary(report).recorded).toBeNull();
    expect(terminalSummary(report)).not.toContain('Then and now');
  });

  it('says nothing where being accepted is all that is known now', () => {
    const plan = samplePlan.map((workload) => ({ ...workload, invocationType: 'Event' }));
    const { books } = sampleReport(batches, sampleMeta({ plan }));
    expect(recordedOutcomes(books.total(), ['acceptance'])).toBeUndefined();
    expect(recordedOutcomes(books.total(), ['invocation', 'acceptance'])).toBeUndefined();
    expect(jsonSummary(sampleReport(batches, sampleMeta({ plan }))).recorded).toBeNull();
  });
});
