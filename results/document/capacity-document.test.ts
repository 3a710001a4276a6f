import { describe, expect, it } from 'vitest';
import { edgeTexts, hostileTexts } from '../draw/hostile.fixture.js';
import { htmlPage } from '../draw/html/page.js';
import { drawTerminal } from '../draw/terminal/draw-document.js';
import { sampleCapacity } from './capacity/sample-capacity.fixture.js';
import { stepSentence } from './capacity/steps.js';
import { capacityDocument } from './capacity-document.js';
import type { LevelPlot, ReportDocument } from './document.js';

const report = sampleCapacity();
const page = capacityDocument(report);

function plots(): LevelPlot[] {
  const [block] = page.sections[0]?.blocks ?? [];
  return block?.kind === 'levels' ? block.plots : [];
}

describe('the page of a capacity search', () => {
  it('says what is sustained, what limits it, and what to set', () => {
    expect(page.headline).toMatchObject({ tone: 'bad', verdict: 'Failed' });
    expect(page.headline.reason).toBe(
      "checkout sustains 48/s (between 48/s and 50.2/s): above it the function's reserved concurrency of 10 throttles. 60/s was asked for",
    );
    expect(page.headline.facts.map(({ label, value, note }) => [label, value, note])).toEqual([
      ['Sustained', '48/s', '48/s to 50.2/s'],
      ['Limited by', '10 at once', 'reserved concurrency'],
      ['To reserve', '12', '9.6 busy on average, 10 at most'],
      ['A million cost', '$0.62', 'on demand'],
    ]);
  });

  it('plots each level once, by its latest step, with the knee and the limits', () => {
    const [throughput, latency, concurrency] = plots();
    expect(throughput?.levels).toEqual([10, 20, 40, 48, 50, 80]);
    expect(throughput?.marks).toEqual([{ level: 48, label: 'sustained 48/s' }]);
    expect(throughput?.lines.map(({ label, values }) => [label, values.at(-1)])).toEqual([
      ['sent', 80],
      ['served', 49],
      ['throttled', 31],
    ]);
    expect(latency?.limits).toEqual([{ label: 'p99 < 300ms', value: 300_000 }]);
    expect(concurrency?.limits).toEqual([{ label: 'limit 10', value: 10 }]);
  });

  it('lists every step with its run', () => {
    const [table] = page.sections[1]?.blocks ?? [];
    const rows = table?.kind === 'table' ? table.rows : [];
    expect(rows).toHaveLength(8);
    expect(rows[3]?.[0]).toEqual({ text: '✗ broke', tone: 'bad' });
    expect(rows[3]?.at(-1)).toBe('throttled < 1%: 310 of 800');
  });

  it('says of a step as it ends what it showed', () => {
    const said = report.steps.map((step) => stepSentence(step, report.by).text);
    expect(said[0]).toMatch(/ {2}held$/);
    expect(said[3]).toMatch(/ {2}throttled < 1%: 310 of 800$/);
  });

  it('says of a search that nothing ended how far it looked', () => {
    const limit = {
      ...({ kind: 'maximum', value: null, unit: null } as const),
      evidence: { kind: 'none' } as const,
    };
    const sustainable = { level: 600, rateHz: 600, lowHz: 600, highHz: null };
    const open = capacityDocument({ ...report, limit, sustainable, why: null });
    expect(open.headline.reason).toBe('checkout sustains at least 600/s, the highest rate tried');
  });

  it('says at least of a search that was cut off before anything broke', () => {
    const limit = {
      ...({ kind: 'unknown', value: null, unit: null } as const),
      evidence: { kind: 'none' } as const,
    };
    const sustainable = { level: 600, rateHz: 600, lowHz: 600, highHz: null };
    const why = { kind: 'interrupted' } as const;
    const open = capacityDocument({ ...report, limit, sustainable, why });
    expect(open.headline.reason).toBe('checkout sustains at least 600/s. It was interrupted');
  });

  it('has something to say where nothing was measured', () => {
    const none = capacityDocument({
      ...report,
      steps: [],
      sustainable: null,
      recommendation: null,
    });
    expect(none.headline.facts[0]).toMatchObject({ value: 'nothing' });
    expect(JSON.stringify(none)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('keeps whatever texts are in it inside of its data, and off the terminal', () => {
    for (const text of [...hostileTexts, edgeTexts.join('\n')]) {
      const hostile = sampleCapacity(text);
      const file = htmlPage(capacityDocument(hostile));
      expect(file.match(/<script/g)).toHaveLength(2);
      expect(file.match(/<(?:img|svg|!--)/g)).toBeNull();
      const [, rest = ''] = file.split('<script type="application/json" id="page">');
      const data = JSON.parse(rest.slice(0, rest.indexOf('</script>'))) as ReportDocument;
      expect(data.headline.lines[0]).toBe(`${text}: ${text}`);
      const onTerminal = drawTerminal(capacityDocument(hostile));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(onTerminal).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    }
  });
});
