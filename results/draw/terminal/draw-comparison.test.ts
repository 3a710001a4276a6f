import { describe, expect, it } from 'vitest';
import { observe, tolerances } from '../../../core/judge/compare/answers.fixture.js';
import type { Comparison } from '../../../core/judge/compare/comparison.js';
import { judgePairs } from '../../../core/judge/compare/judge-pairs.js';
import type { ComparisonReport } from '../../document/comparison/comparison-report.js';
import { comparisonDocument } from '../../document/comparison-document.js';
import { jsonComparison } from '../../export/comparison-json.js';
import { parseDocumentOutputs } from '../../output/document-outputs.js';
import { drawTerminal } from './draw-document.js';
import { createStyle } from './style.js';

function reportOf(comparison: Comparison): ComparisonReport {
  const sides = { old: 'shop:1', new: 'shop:2' };
  return { comparison, ...sides, runs: ['20260101-000000-abc'], payloads: 'recording friday' };
}

/** Old against a new side that is slower, fails more, and changes a field; old twice. */
function worse(pairs = 1200): ComparisonReport {
  const respond = (pair: number, random: () => number): string =>
    `{"total":${pair},"requestId":${random()}}`;
  const changed = (pair: number, random: () => number): string =>
    `{"total":"\u202e${pair}","requestId":${random()}}`;
  const now = { slowdown: 0.3, errorShare: 0.02, respond: changed };
  const seen = observe(pairs, 1, [{ respond }, now, { respond }]);
  return reportOf(judgePairs(seen, tolerances()));
}

function textOf(report: ComparisonReport): string {
  return drawTerminal(comparisonDocument(report, []), { style: createStyle(false), width: 100 });
}

describe('a comparison for a person', () => {
  it('says first what is worse, then by how much, then which fields', () => {
    const lines = textOf(worse()).split('\n');
    expect(lines.slice(1, 3).join(' ').replace(/ {3}/g, ' ')).toMatch(
      /^ {2}✗ Failed {2}shop:2 is worse than shop:1: latency \+\d[\d.]*%, .*errors \+\d[\d.]* pp, +1 field of the response changed\.$/,
    );
    expect(lines[4]).toMatch(/^ {2}1,200 pairs of recording friday: each payload to both/);
    const text = lines.join('\n');
    expect(text).toMatch(
      / {4}Metric +Old +New +Change +95% interval +At most +p\n {4}✗ latency +\d.* ms +\d.* ms +\+\d.* to .* \+10% +< 0\.001\n/,
    );
    expect(text).toMatch(/Field that differs +Old to new +By itself\n/);
    expect(text).toMatch(/✗ \$\.total +1,\d+ \(100%\) +0 \(0%\)\n/);
    expect(text).toMatch(/≈ \$\.requestId +1,\d+ \(100%\) +1,\d+ \(100%\)\n/);
    expect(text).toMatch(/Example +Payload +Old +New\n {4}\$\.total +0 {2}0 +"�0"\n/);
  });

  it('lets no response write to the terminal', () => {
    expect(textOf(worse())).not.toContain('\u202e');
  });

  it('says how many pairs would tell', () => {
    const few = reportOf(judgePairs(observe(100, 1, [{}, {}]), tolerances()));
    expect(textOf(few)).toMatch(
      /◌ Inconclusive {2}It is not clear whether shop:2 is worse than shop:1: [^.]*p99[^.]*need\s+about\s+[\d,]+\s+pairs\./,
    );
  });

  it('says of a pass what was accepted', () => {
    const metrics = ['latency', 'errors'] as const;
    const same = judgePairs(observe(4000, 1, [{}, {}]), tolerances({ metrics }));
    expect(textOf(reportOf(same))).toContain(
      '✓ Passed  shop:2 is no worse than shop:1: latency at most +10%; errors at most +0.1 pp.',
    );
  });
});

describe('a comparison for a program', () => {
  it('has what its documentation names', () => {
    const json = jsonComparison(worse());
    expect(json).toMatchObject({ schema: 1, verdict: 'fail', pairs: 1200, design: 'paired' });
    for (const metric of json.metrics) {
      expect(Object.keys(metric)).toEqual(
        expect.arrayContaining(['name', 'estimate', 'low', 'high', 'pValue', 'verdict']),
      );
    }
    for (const field of json.fields) {
      expect(Object.keys(field)).toEqual(
        expect.arrayContaining(['path', 'differs', 'noise', 'verdict']),
      );
    }
  });

  it.each(['json', 'json=', 'csv=x'])('cannot be written as %j', (text) => {
    expect(() => parseDocumentOutputs([text], 'comparison')).toThrow(
      /is not an output of a comparison/,
    );
  });
});
