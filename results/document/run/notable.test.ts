import { describe, expect, it } from 'vitest';
import type { KeptSample } from '../../../core/measure/sample-keeper.js';
import { jsonSummary } from '../../export/summary-json.js';
import { logLink, traceLink } from '../console-links.js';
import { runDocument } from '../run-document.js';
import { sampleDetails } from '../sample-details.fixture.js';
import { sampleMeta, sampleReport } from '../sample-run.fixture.js';

function section(details = sampleDetails(), meta = sampleMeta()) {
  const document = runDocument(sampleReport(undefined, meta), details);
  return document.sections.find(({ title }) => title === 'Slowest and failed');
}

const requestId = '8f5a1c1e-6f0e-4c58-9b0e-0123456789ab';
const traceId = '1-5e1b4151-5ac6c58f5b8ee2b7ab5a3c1e';

function kept(slot: string, changes: Partial<KeptSample> = {}): KeptSample {
  const times = { intendedUs: 2e6, sentUs: 2e6, answeredUs: 2.5e6 };
  const place = { slot, index: 1, workload: 0, stage: 0, payload: 4 };
  return { ...place, ...times, kind: 'ok', requestId, ...changes };
}

describe('the slowest and failed invocations', () => {
  it('are dots over time and rows: all slow ones by time taken, then the failed ones', () => {
    const [scatter, slowest, failed] = section()?.blocks ?? [];
    if (scatter?.kind !== 'scatter' || slowest?.kind !== 'table' || failed?.kind !== 'table')
      throw new Error('other blocks');
    const counts = scatter.groups.map(({ label, points }) => [label, points.length]);
    expect(counts).toEqual([
      ['slowest', 5],
      ['functionError', 7],
      ['throttled', 20],
      ['transportError', 2],
    ]);
    expect(slowest.rows.map(([, took]) => took)).toEqual(Array(5).fill('400 ms'));
    expect(failed.rows).toHaveLength(4 + 4 + 2);
  });

  it('lead to their log and trace in the AWS console, and nowhere from elsewhere', () => {
    const samples = () => [kept('0/slow/0', { traceId })];
    const endpoint = { url: 'https://lambda.eu-west-1.amazonaws.com', region: 'eu-west-1' };
    const blocks = section({ intervals: () => [], samples }, sampleMeta({ endpoint }))?.blocks;
    const table = blocks?.[1];
    if (table?.kind !== 'table') throw new Error('no table');
    expect(table.rows[0]?.slice(4)).toEqual([
      { text: requestId, isCode: true },
      { text: 'log', href: expect.stringContaining('log-group/$252Faws$252Flambda$252Fcheckout/') },
      { text: 'trace', href: traceLink(endpoint, traceId) },
    ]);
    const local = section({ intervals: () => [], samples })?.blocks[1];
    expect(local?.kind === 'table' && local.head.map(({ text }) => text)).toEqual([
      ...['At', 'Took', 'Outcome', 'Payload', 'Request id'],
    ]);
  });

  it('are in the JSON summary where they were looked at', () => {
    expect(jsonSummary(sampleReport()).invocations).toBeNull();
    const samples = () => [
      kept('0/slow/0'),
      kept('0/ok/3'),
      kept('1/throttled/0', { kind: 'throttled' }),
    ];
    const { invocations } = jsonSummary(sampleReport(), { intervals: () => [], samples });
    expect(invocations?.slowest).toMatchObject([{ requestId, responseUs: 500_000, traceId: null }]);
    expect(invocations?.failed).toMatchObject([{ outcome: 'throttled', stage: '100/s for 5s' }]);
  });
});

describe('a link to the console', () => {
  const place = { url: 'https://lambda.eu-west-1.amazonaws.com', region: 'eu-west-1' };
  it.each([
    ['checkout', '$252Faws$252Flambda$252Fcheckout/'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:checkout', '$252Flambda$252Fcheckout/'],
    ['a<b>', '$252Flambda$252Fa$253Cb$253E/'],
  ])('of %s', (name, part) => expect(logLink(place, name, requestId, 0)).toContain(part));

  it.each([
    { url: 'http://127.0.0.1:9001', region: 'eu-west-1' },
    { url: 'https://lambda.eu-west-1.amazonaws.com.evil.example', region: 'eu-west-1' },
    { url: 'https://lambda.eu-west-1.amazonaws.com', region: '"><script>' },
  ])('is none for %j', (elsewhere) => {
    expect(logLink(elsewhere, 'checkout', requestId, 0)).toBeUndefined();
    expect(traceLink(elsewhere, traceId)).toBeUndefined();
  });
});
