import { expect, it } from 'vitest';
import type { Reconciliation } from '../../core/reconcile/reconciliation.js';
import { sampleMeta, sampleReport } from '../document/sample-run.fixture.js';
import { openMetrics } from './openmetrics.js';

const own = { least: 400, most: 400 };
const none = { durationMs: null, ageMs: null, concurrency: null, deliveryFailures: null };

const reconciliation: Reconciliation = {
  ...{ status: 'others', fromMs: 0, toMs: 60_000, readAtMs: 120_000 },
  ...{ metricsRead: 3, allowedShare: 0 },
  scopes: [
    {
      scope: { functionName: 'checkout', qualifier: 'live', executedVersion: '7' },
      ...{ ...none, ownDurationMs: null },
      counts: [
        { metric: 'Invocations', own, service: 413, finding: 'more', difference: 13 },
        { metric: 'Errors', own, service: 380, finding: 'fewer', difference: 20 },
        { metric: 'Throttles', own, service: null, finding: 'notThere', difference: 0 },
      ],
    },
  ],
};

it('OpenMetrics has what CloudWatch counted, and how far that is from the run', () => {
  const text = openMetrics(sampleReport(undefined, sampleMeta({ reconciliation })));
  const lines = text.split('\n').filter((line) => line.startsWith('reprise_cloudwatch'));
  const labels = 'function="checkout",qualifier="live",version="7"';
  expect(lines).toEqual([
    `reprise_cloudwatch{${labels},metric="Invocations"} 413`,
    `reprise_cloudwatch{${labels},metric="Errors"} 380`,
    `reprise_cloudwatch_difference{${labels},metric="Invocations"} 13`,
    `reprise_cloudwatch_difference{${labels},metric="Errors"} -20`,
  ]);
});

it('a run that was not reconciled has neither', () => {
  expect(openMetrics(sampleReport())).not.toContain('reprise_cloudwatch');
});
