import { describe, expect, it } from 'vitest';
import { booksOf, ok } from '../../core/judge/books.fixture.js';
import { observe, tolerances } from '../../core/judge/compare/answers.fixture.js';
import { judgePairs } from '../../core/judge/compare/judge-pairs.js';
import { edgeTexts, hostileTexts } from '../draw/hostile.fixture.js';
import { htmlPage } from '../draw/html/page.js';
import { compareRuns } from '../store/compare-runs.js';
import { hostileComparison, sampleComparison } from './comparison/sample-comparison.fixture.js';
import { comparisonDocument } from './comparison-document.js';
import type { Block, Cell, ReportDocument } from './document.js';
import { type RunReport, reportOf } from './run-report.js';
import { sampleMeta } from './sample-run.fixture.js';

const { report, runs } = sampleComparison();
const page = comparisonDocument(report, runs);

/** The blocks of a kind in the section of that title. */
function blocks<Kind extends Block['kind']>(
  { sections }: ReportDocument,
  title: string,
  kind: Kind,
): Extract<Block, { kind: Kind }>[] {
  const section = sections.find((each) => each.title === title);
  return (section?.blocks ?? []).filter(
    (block): block is Extract<Block, { kind: Kind }> => block.kind === kind,
  );
}

const textOf = (cell: Cell | undefined): string | undefined =>
  typeof cell === 'string' ? cell : cell?.text;

describe('the page of a comparison', () => {
  it('says the verdict first, then what changed, in what, and how it was compared', () => {
    expect(page.headline).toMatchObject({ tone: 'bad', verdict: 'Failed' });
    expect(page.headline.reason).toMatch(/^shop:2 is worse than shop:1: latency \+.* pp, 1 field/);
    expect(page.headline.facts[0]).toMatchObject({ label: 'Pairs', value: '1,200' });
    expect(page.sections.map(({ title }) => title)).toEqual([
      ...['What changed', 'Latency', 'Errors', 'Responses', 'How it was compared'],
    ]);
  });

  it('draws each metric with its interval against what is accepted', () => {
    const [forest] = blocks(page, 'What changed', 'intervals');
    expect(forest?.plots.map(({ limit, rows }) => [limit, rows.map(({ label }) => label)])).toEqual(
      [
        [{ label: 'accepted +10%', value: 0.1 }, ['latency', 'p50', 'p90', 'p99']],
        [{ label: 'accepted +0.1 pp', value: 0.001 }, ['errors', 'responses']],
      ],
    );
    const [latency] = report.comparison.metrics;
    const { estimate, low, high } = latency ?? {};
    expect(forest?.plots[0]?.rows[0]).toMatchObject({
      tone: 'bad',
      interval: { estimate, low, high },
    });
  });

  it('has the distributions of all sides over each other, cold starts apart', () => {
    const [warm, cold] = blocks(page, 'Latency', 'distribution');
    for (const block of [warm, cold]) {
      expect(block?.lines.map(({ label }) => label)).toEqual(['old', 'new', 'old again']);
    }
    const [old = [], now = []] = warm?.lines.map(({ valuesUs }) => valuesUs) ?? [];
    const middle = warm?.inverse.findIndex((inverse) => inverse >= 2) ?? 0;
    expect(now[middle]).toBeGreaterThan(old[middle] ?? 0);
    expect(Math.max(...old.map((value) => value ?? 0))).toBeLessThan(100_000);
    expect(cold?.lines[0]?.valuesUs[0]).toBeGreaterThanOrEqual(240_000);
  });

  it("has McNemar's table, whose cells are all pairs that ran", () => {
    const { both, onlyFirst, onlySecond, neither } = report.comparison.errorPairs ?? {
      ...{ both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 },
    };
    expect(both + onlyFirst + onlySecond + neither).toBe(1200);
    const [table] = blocks(page, 'Errors', 'table');
    const counts = table?.rows.map(([, ...cells]) =>
      cells.map((cell) => Number(textOf(cell)?.split(' ')[0]?.replace(',', ''))),
    );
    expect(counts).toEqual([
      [neither, onlySecond],
      [onlyFirst, both],
    ]);
    const groups = blocks(page, 'Errors', 'table')[1];
    expect(groups?.rows[0]?.map(textOf)).toEqual([
      ...['0', '20', 'functionError', 'TypeError', 'x is not a function'],
    ]);
  });

  it('marks noise among the fields, and shows examples of what changed only', () => {
    const [fields, examples] = blocks(page, 'Responses', 'table');
    expect(fields?.rows.map((row) => row.slice(0, 2).map(textOf))).toEqual([
      ['✗ changed', '$.total'],
      ['≈ noise', '$.requestId'],
    ]);
    const [first] = examples?.rows ?? [];
    expect(first?.map(textOf)).toEqual(['$.total', '0', '0', '"0"']);
    expect(JSON.stringify(examples)).not.toContain('requestId');
    expect(examples?.rows).toHaveLength(3);
  });

  it('says how it can be done again', () => {
    const [summary, details] = blocks(page, 'How it was compared', 'facts');
    const facts = Object.fromEntries(
      (details?.facts ?? []).map(({ label, value }) => [label, value]),
    );
    expect(summary?.facts.map(({ label }) => label)).toEqual([
      'Execution environments',
      'Cold starts, apart',
    ]);
    expect(facts).toMatchObject({
      ...{ Old: 'shop:1', New: 'shop:2', Payloads: 'recording friday', Seed: '1' },
      Accepted: 'slowdown +10%, errors and changed responses +0.1 pp',
      'Chance of a false alarm': '5% over all metrics; intervals at 95%',
    });
  });

  it('of which only errors were compared has no word of the rest', () => {
    const metrics = ['errors'] as const;
    const comparison = judgePairs(observe(4000, 1, [{}, {}]), tolerances({ metrics }));
    const only = comparisonDocument({ ...report, comparison }, []);
    expect(only.headline).toMatchObject({ tone: 'good', verdict: 'Passed' });
    expect(only.sections.map(({ title }) => title)).toEqual([
      ...['What changed', 'Errors', 'How it was compared'],
    ]);
    expect(blocks(only, 'Errors', 'note')[0]?.text).toBe(
      'None of 4,000 pairs failed on either side.',
    );
    expect(JSON.stringify(only)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('that was stored before there was a table of errors is shown without it', () => {
    const { errorPairs: _, ...earlier } = report.comparison;
    const shown = comparisonDocument({ ...report, comparison: earlier }, runs);
    expect(blocks(shown, 'Errors', 'table')).toHaveLength(1);
  });
});

describe('the page of two runs', () => {
  function run(id: string, ms: number, scenario = 'one'): RunReport {
    const books = booksOf([{ count: 2000, outcome: ok('1', {}), msOf: (n) => ms + (n % 20) }]);
    const record = {
      ...{ id, status: 'finished' as const, startedAtMs: 0, endedAtMs: 1000 },
      meta: sampleMeta({ plan: [...books.workloads], scenario }),
    };
    return reportOf(record, books, []);
  }

  it('warns first, pairs nothing, and says which run is which', () => {
    const two = [run('a', 40), run('b', 60, 'another')] as const;
    const unpaired = comparisonDocument(compareRuns(...two, tolerances()), two);
    const [first] = blocks(unpaired, 'What changed', 'note');
    expect(first).toMatchObject({
      tone: 'warn',
      text: 'The scenarios differ: payloads, limits or load may not be the same.',
    });
    expect(unpaired.sections.map(({ title }) => title)).toEqual([
      ...['What changed', 'Latency', 'How it was compared'],
    ]);
    const [curves] = blocks(unpaired, 'Latency', 'distribution');
    expect(curves?.lines.map(({ label, valuesUs }) => [label, valuesUs[0]])).toEqual([
      ['old', 40_031],
      ['new', 60_031],
    ]);
    expect(unpaired.headline.lines.slice(2)).toEqual([
      expect.stringMatching(/^Run a of checkout before release, 1970/),
      expect.stringMatching(/^Run b of checkout before release, 1970/),
    ]);
  });
});

describe("a comparison's file", () => {
  it('keeps whatever texts are in it inside of its data', () => {
    for (const text of [...hostileTexts, edgeTexts.join('\n')]) {
      const hostile = hostileComparison(text);
      const file = htmlPage(comparisonDocument(hostile.report, hostile.runs));
      expect(file.match(/<script/g)).toHaveLength(2);
      expect(file.match(/<\/script/g)).toHaveLength(2);
      expect(file.match(/<(?:img|svg|!--)/g)).toBeNull();
      const [, rest = ''] = file.split('<script type="application/json" id="page">');
      const data = JSON.parse(rest.slice(0, rest.indexOf('</script>'))) as ReportDocument;
      expect(data.headline.lines[0]).toBe(`${text} against ${text}`);
    }
  });
});
