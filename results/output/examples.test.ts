import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleReport } from '../document/sample-run.fixture.js';
import { reporters } from './formats.js';

const page = new URL('../../docs/reports.md', import.meta.url);

/** Longer lines are cut: a page of documentation has an edge. */
const widest = 118;

/** Of each format the lines that are shown; what lies between is left out. */
const shown: Partial<Record<keyof typeof reporters, [from: number, to: number][]>> = {
  csv: [[0, 3]],
  'csv-samples': [[0, 3]],
  junit: [
    [0, 5],
    [18, 24],
    [26, 28],
  ],
  markdown: [[0, 20]],
  openmetrics: [
    [0, 3],
    [13, 19],
    [44, 51],
  ],
  hlog: [[0, 8]],
  hgrm: [
    [0, 8],
    [-4, 0],
  ],
};

function excerpt(format: keyof typeof reporters): string {
  const reporter = reporters[format];
  if (reporter.kind !== 'file') throw new Error(`${format} is not a file`);
  const text = reporter.render(sampleReport(), sampleDetails());
  const lines = (typeof text === 'string' ? text : [...text].join('')).trimEnd().split('\n');
  const parts = (shown[format] ?? []).map(([from, to]) => lines.slice(from, to || undefined));
  return parts.map((part) => part.map(cut).join('\n')).join('\n…\n');
}

/** Compressed histograms are not the same bytes with every zlib. */
function cut(line: string): string {
  const known = line.replace(/HISTF\S+/, 'HISTF…');
  return known.length > widest ? `${known.slice(0, widest - 1)}…` : known;
}

/** The page with all its examples made anew. */
function withExamples(text: string): string {
  return text.replace(
    /(<!-- example: ([a-z-]+) -->\n```[a-z]*\n)[\s\S]*?(```\n)/g,
    (_, head: string, format: keyof typeof reporters, tail: string) =>
      `${head}${excerpt(format)}\n${tail}`,
  );
}

describe('the examples in docs/reports.md', () => {
  it('are what the reporters write (npm run examples makes them anew)', () => {
    const text = readFileSync(page, 'utf8');
    const fresh = withExamples(text);
    if (process.env.UPDATE_EXAMPLES === '1') writeFileSync(page, fresh);
    else expect(text).toBe(fresh);
  });

  it('are there for every format that is a file of its own kind', () => {
    const text = readFileSync(page, 'utf8');
    for (const format of Object.keys(reporters)) expect(text).toContain(`\`${format}\``);
    for (const format of Object.keys(shown)) expect(text).toContain(`<!-- example: ${format} -->`);
  });
});
