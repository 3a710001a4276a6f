import { describe, expect, it } from 'vitest';
import { type Batch, ok } from '../../../core/judge/books.fixture.js';
import type { PlotsBlock } from '../document.js';
import { runDocument } from '../run-document.js';
import { sampleDetails } from '../sample-details.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../sample-run.fixture.js';

function textOf(batches: readonly Batch[]): string {
  return JSON.stringify(runDocument(sampleReport(batches)));
}

function served(count: number, lateMs: number): Batch {
  return { count, outcome: ok('11', {}), msOf: () => 40, lateMs };
}

describe('the generator', () => {
  it.each([
    ['one of 8 was late', [served(7, 0.3), served(1, 30)], 'kept up'],
    ['half of 8 were', [served(4, 0.3), served(5, 30)], 'fell behind'],
    ['1 of 200 was', [served(199, 0.3), served(1, 30)], 'kept up'],
    ['4 of 200 were', [served(196, 0.3), served(4, 30)], 'fell behind'],
  ])('is judged by as much as a few samples tell: %s', (_, batches, word) => {
    const text = textOf(batches);
    expect(text).toContain(`the generator ${word}`);
    expect(text).not.toContain(`the generator ${word === 'kept up' ? 'fell behind' : 'kept up'}`);
  });
});

describe('response and service times', () => {
  it.each([
    ['one where they are the same to within 1%', 0.2, true],
    ['two where they are not', 2, false],
  ])('are %s', (_, lateMs, isOne) => {
    const document = runDocument(
      sampleReport([served(1050, lateMs)]),
      sampleDetails([served(1050, lateMs)]),
    );
    const blocks = document.sections.find(({ title }) => title === 'Latency')?.blocks ?? [];
    const names = blocks.flatMap((block) =>
      block.kind === 'table' ? block.rows.map(([name]) => name) : [],
    );
    const plots = blocks.flatMap((block) =>
      block.kind === 'plots' ? block.plots.map(({ title }) => title) : [],
    );
    expect(names).toEqual([
      ...(isOne ? ['response time'] : ['response time', 'service time']),
      'duration',
    ]);
    expect(plots).toEqual(isOne ? ['Response time'] : ['Response time', 'Service time']);
  });
});

describe('the rate over time', () => {
  it('does not fall to 0 while the last answers are awaited', () => {
    const [workload] = samplePlan;
    if (!workload) throw new Error('no plan');
    const stages = [{ name: '100/s', planned: 200, startS: 0, durationS: 2, peakHz: 100 }];
    const meta = sampleMeta({ plan: [{ ...workload, stages }] });
    const batches: Batch[] = [{ count: 200, outcome: ok('11', {}), msOf: () => 1500 }];
    const document = runDocument(sampleReport(batches, meta), sampleDetails(batches));
    const plots = document.sections
      .flatMap(({ blocks }) => blocks)
      .find((block): block is PlotsBlock => block.kind === 'plots');
    const rate = plots?.plots.find(({ title }) => title === 'Rate');
    expect(document.axis?.startS).toEqual([0, 1, 2, 3]);
    for (const line of rate?.lines ?? []) expect(line.values).toEqual([100, 100, null, null]);
  });
});
