import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../document/document.js';
import { noDetails } from '../../document/run-details.js';
import { runDocument } from '../../document/run-document.js';
import { sampleDetails } from '../../document/sample-details.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../../document/sample-run.fixture.js';
import { edgeTexts, hostileBatches, hostileReport, hostileTexts } from '../hostile.fixture.js';
import { htmlPage, scriptData } from './page.js';

const file = htmlPage(runDocument(sampleReport(), sampleDetails()));

/** What stands between the tags of an element, of those that the file has. */
function contents(text: string, open: RegExp, close: string): string[] {
  return text
    .split(open)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf(close)));
}

describe('the file', () => {
  it('lets nothing run but its own program and style', () => {
    const [policy = ''] = contents(
      file,
      /<meta http-equiv="Content-Security-Policy" content="/,
      '"',
    );
    const sha256 = (text = ''): string =>
      `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [style] = contents(file, /<style>/, '</style>');
    const [script] = contents(file, /<script>/, '</script>');
    expect(policy).toBe(
      `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; base-uri 'none'; form-action 'none'`,
    );
  });

  it('asks for nothing from elsewhere', () => {
    const [style = ''] = contents(file, /<style>/, '</style>');
    const markup = file.replace(/(<(?:script|style)[^>]*>)[\s\S]*?<\/(?:script|style)>/g, '$1');
    expect(markup).not.toMatch(/<link|<img|<iframe|\bsrc=|\bhref=/);
    expect(style.match(/@import|url\(/g)).toBeNull();
  });

  it('keeps whatever texts are in it inside of its data', () => {
    for (const text of [...hostileTexts, edgeTexts.join('\n')]) {
      const hostile = htmlPage(
        runDocument(hostileReport(text), sampleDetails(hostileBatches(text))),
      );
      expect(hostile.match(/<script/g)).toHaveLength(2);
      expect(hostile.match(/<\/script/g)).toHaveLength(2);
      expect(hostile.match(/<(?:img|svg|!--)/g)).toBeNull();
      const [data = ''] = contents(
        hostile,
        /<script type="application\/json" id="page">/,
        '</script>',
      );
      expect((JSON.parse(data) as ReportDocument).headline.lines[0]).toBe(text);
    }
  });
});

describe('data in a script element', () => {
  it.each(['</script>', '<!--', '<script>', '\u2028', ']]>'])('of %j is read back', (text) => {
    expect(scriptData({ text })).not.toContain('<');
    expect(JSON.parse(scriptData({ text }))).toEqual({ text });
  });
});

describe('the page of a run', () => {
  const page = runDocument(sampleReport(), sampleDetails());
  const titles = page.sections.map(({ title }) => title);

  it('says the verdict first, then what was expected, sent, measured and run', () => {
    expect(page.headline).toMatchObject({
      tone: 'bad',
      verdict: 'Failed',
      reason: '2 of 4 expectations did not hold',
    });
    expect(titles).toEqual([
      ...['Expectations', 'Invocations', 'Latency', 'Throttles', 'Errors', 'Slowest and failed'],
      ...['Versions', 'Cold starts, memory, cost', 'Generator lag (lateness)', 'Stages'],
      'Scenario and environment',
    ]);
  });

  it('marks the stages on its axis', () => {
    expect(page.axis?.marks).toEqual([
      { atS: 0, label: '100/s for 5s' },
      { atS: 5, label: 'peak' },
    ]);
    expect(page.axis?.startS).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('names the payloads of failures', () => {
    const errors = page.sections.find(({ title }) => title === 'Errors');
    const table = errors?.blocks[0];
    const cells = table?.kind === 'table' ? table.rows[0] : undefined;
    expect(cells?.at(0)).toBe('7');
    expect(cells?.at(-1)).toBe('1, 2, 0');
  });

  it.each([
    [['RequestResponse'], 'Response p99', 'p50 76.2 ms, max 400 ms'],
    [['Event'], 'Acceptance p99', 'p50 76.2 ms, max 400 ms'],
    [['DryRun'], 'Check p99', 'p50 76.2 ms, max 400 ms'],
    [['RequestResponse', 'Event'], 'Response p99', 'of invocations of unlike types'],
  ])('of %j says whose time it is', (types, label, note) => {
    const [workload] = samplePlan;
    if (!workload) throw new Error('no workload');
    const plan = types.map((invocationType) => ({ ...workload, invocationType }));
    const { headline } = runDocument(sampleReport(undefined, sampleMeta({ plan })), noDetails);
    expect(headline.facts[2]).toMatchObject({ label, note });
  });

  it('of a run of which nothing is known has no plots and invents no numbers', () => {
    const empty = runDocument(sampleReport([], undefined, 'aborted'), noDetails);
    expect(empty.headline).toMatchObject({ tone: 'bad' });
    expect(empty.sections.map(({ title }) => title)).toEqual([
      ...['Expectations', 'Invocations', 'Stages', 'Scenario and environment'],
    ]);
    expect(JSON.stringify(empty)).not.toMatch(/NaN|Infinity|undefined/);
  });
});
