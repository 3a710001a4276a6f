import { describe, expect, it } from 'vitest';
import type {
  ReconciledCount,
  ReconciledScope,
  Reconciliation,
} from '../../../core/reconcile/reconciliation.js';
import { junit } from '../../export/junit.js';
import { jsonSummary } from '../../export/summary-json.js';
import { terminalSummary } from '../../output/print-report.js';
import { withReconciliation } from '../reconciled-report.js';
import { sampleBatches, sampleMeta, sampleReport } from '../sample-run.fixture.js';

function count(metric: ReconciledCount['metric'], changes: Partial<ReconciledCount> = {}) {
  const own = { least: 947, most: 949 };
  return { metric, own, service: 947, finding: 'agrees', difference: 0, ...changes } as const;
}

function scope(counts: ReconciledCount[], changes: Partial<ReconciledScope> = {}): ReconciledScope {
  return {
    ...{ scope: { functionName: 'checkout' }, counts },
    ...{ ownDurationMs: { mean: 9.5, most: 12 }, durationMs: { mean: 9.5, most: 12 } },
    ...{ ageMs: null, concurrency: 14, deliveryFailures: null },
    ...changes,
  };
}

function reconciliation(
  status: Reconciliation['status'],
  scopes: ReconciledScope[],
  more: Partial<Reconciliation> = {},
): Reconciliation {
  const fromMs = Date.UTC(2026, 10, 23, 14, 15);
  return {
    ...{ status, scopes, fromMs, toMs: fromMs + 60_000, readAtMs: fromMs + 300_000 },
    ...{ metricsRead: 13, allowedShare: 0, ...more },
  };
}

const others = reconciliation('others', [
  scope([count('Invocations', { service: 962, finding: 'more', difference: 13 })]),
]);

const report = (found: Reconciliation, expectations = ['ok > 80%']) =>
  withReconciliation(sampleReport(sampleBatches, sampleMeta({ expectations })), found);
const textOf = (found: Reconciliation) => terminalSummary(report(found)).replaceAll(/\s+/g, ' ');

describe('what CloudWatch says of a run', () => {
  it('is not told where it was not asked', () => {
    expect(terminalSummary(sampleReport())).not.toContain('CloudWatch');
    expect(jsonSummary(sampleReport()).reconciliation).toBeNull();
  });

  it('is an expectation more, and a table of both', () => {
    const text = textOf(reconciliation('agrees', [scope([count('Invocations'), count('Errors')])]));
    expect(text).toContain(
      '✓ reconciled with CloudWatch it counted what this run did, and no more',
    );
    expect(text).toContain('Whole minutes were read: from 2026-11-23 14:15 to 14:16 UTC.');
    expect(text).toContain('checkout Invocations 947 to 949 947 agrees');
    expect(text).toContain('Duration (mean) 9.5 ms 9.5 ms');
    expect(text).toContain('ConcurrentExecutions (max) – 14');
  });

  it.each<[string, Reconciliation, string]>([
    ['others', others, '13 more invocations of checkout: others called it in those minutes'],
    [
      'errors that nobody was told of',
      reconciliation('others', [scope([count('Errors', { finding: 'more', difference: 1 })])]),
      '1 more error of checkout: more than this run was told of',
    ],
    [
      'values that are not there',
      reconciliation('incomplete', [
        scope([count('Invocations', { service: null, finding: 'notThere', difference: 947 })]),
      ]),
      'none of 947 to 949 invocations of checkout: its metrics are not all there yet',
    ],
    [
      'fewer than were answered',
      reconciliation('fewer', [
        scope([count('Invocations', { service: 900, finding: 'fewer', difference: 47 })]),
      ]),
      '900 of 947 to 949 invocations of checkout: CloudWatch has not counted all that was answered',
    ],
    ['no answer', reconciliation('unread', [], { problem: 'AccessDenied' }), 'AccessDenied'],
  ])('%s: inconclusive, and said', (_name, found, sentence) => {
    expect(report(found)).toMatchObject({ verdict: 'inconclusive' });
    expect(textOf(found)).toContain(sentence);
    expect(junit(report(found))).toContain('reconciled with CloudWatch');
  });

  it('does not turn a failure into less', () => {
    expect(report(others, ['throttled == 0']).verdict).toBe('fail');
  });

  it('read again it takes the place of what was read before', () => {
    const first = report(others);
    const again = withReconciliation(
      first,
      reconciliation('agrees', [scope([count('Invocations')])]),
    );
    expect(again.verdicts).toHaveLength(first.verdicts.length);
    expect(again.verdict).toBe('pass');
  });
});
