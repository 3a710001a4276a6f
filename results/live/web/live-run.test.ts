import { describe, expect, it } from 'vitest';
import { enter, ok } from '../../../core/judge/books.fixture.js';
import { Ledger } from '../../../core/measure/ledger.js';
import type { ReportDocument } from '../../document/document.js';
import type { RunRecord } from '../../document/run-meta.js';
import { intervalOf, sampleDetails } from '../../document/sample-details.fixture.js';
import { sampleMeta, samplePlan } from '../../document/sample-run.fixture.js';
import { LiveRun } from './live-run.js';

const run: RunRecord = {
  id: '20261123-141502-k3f',
  meta: sampleMeta({
    expectations: ['p99 < 300ms', 'throttled == 0', 'errors < 1% over 5s', 'version 12 is 10%'],
  }),
  status: 'running',
  startedAtMs: Date.UTC(2026, 10, 23, 14, 15, 2),
};

function pageAfter(seconds: number): ReportDocument {
  const live = new LiveRun(run);
  for (const interval of [...sampleDetails().intervals()].slice(0, seconds)) live.add(interval);
  return live.page();
}

/** The rows of a table by its place, as texts. */
function rows({ sections }: ReportDocument, title: string, at = 0): string[][] {
  const blocks = sections.find((section) => section.title === title)?.blocks ?? [];
  const table = blocks.filter((block) => block.kind === 'table')[at];
  return (table?.rows ?? []).map((row) =>
    row.map((cell) => (typeof cell === 'string' ? cell : cell.text)),
  );
}

describe('the page of a run that goes on', () => {
  it('has no verdict, and says of each expectation how it stands', () => {
    const { headline } = pageAfter(7);
    expect(headline).toMatchObject({ tone: 'plain', verdict: 'Still running' });
    const states = rows(pageAfter(7), 'Expectations').map(([state, text]) => [text, state]);
    expect(Object.fromEntries(states)).toMatchObject({
      'throttled == 0': '✓ so far',
      'errors < 1% over 5s': '◌ undecided',
    });
    expect(rows(pageAfter(10), 'Expectations')).toContainEqual([
      ...['✗ not so far', 'throttled == 0', expect.stringContaining(' of ')],
    ]);
  });

  it('counts what has ended, and nothing that is still to come', () => {
    for (const seconds of [0, 1, 2, 5, 8, 11]) {
      const page = pageAfter(seconds);
      expect(JSON.stringify(page)).not.toMatch(/aborted|NaN|Infinity/);
      const counts = rows(page, 'Invocations').map(([, count = '']) =>
        Number(count.replace(',', '')),
      );
      const whole = Number(page.headline.facts[0]?.value.replace(',', ''));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(whole);
    }
  });

  it('has an axis as long as the plan, and plots from the second step on', () => {
    const { axis, sections } = pageAfter(3);
    expect(axis).toMatchObject({ endS: 10.5, stepS: 1, startS: [0, 1, 2] });
    const plots = sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'plots' ? block.plots : [])),
    );
    expect(plots.length).toBeGreaterThanOrEqual(5);
    for (const { lines } of plots) for (const { values } of lines) expect(values).toHaveLength(3);
  });

  it('names the payloads of failures', () => {
    const live = new LiveRun(run);
    const [first, ...others] = sampleDetails().intervals();
    if (!first) throw new Error('no seconds');
    live.add({ ...first, samples: [...sampleDetails().samples()] });
    for (const interval of others) live.add(interval);
    expect(rows(live.page(), 'Errors')[0]?.at(-1)).toBe('1, 2, 0');
  });

  it('of an hour has no more steps than a page shows, and keeps the peak', () => {
    const plan = samplePlan.map((workload) => ({
      ...workload,
      stages: [{ name: 'hour', planned: 3600, startS: 0, durationS: 3600, peakHz: 1 }],
    }));
    const live = new LiveRun({ ...run, meta: sampleMeta({ plan, expectations: [] }) });
    for (let second = 0; second < 3600; second++) {
      const msOf = (): number => (second === 2345 ? 3000 : 20 + (second % 7));
      const batch = { count: 1, outcome: ok('1', {}), msOf };
      live.add(intervalOf(second, enter(new Ledger(), [batch], second)));
    }
    const page = live.page();
    expect(page.axis).toMatchObject({ stepS: 4, endS: 3600 });
    expect(page.axis?.startS.length).toBe(900);
    const latency = page.sections.find(({ title }) => title === 'Latency');
    const [plots] = latency?.blocks ?? [];
    const [line] = (plots?.kind === 'plots' && plots.plots[0]?.lines) || [];
    expect(line?.high?.[Math.floor(2345 / 4)]).toBe(3_000_000);
    expect(JSON.stringify(page).length).toBeLessThan(1_000_000);
  });
});
