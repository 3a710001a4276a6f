import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleReport } from '../document/sample-run.fixture.js';
import { edgeTexts, hostileBatches, hostileReport, hostileTexts } from '../draw/hostile.fixture.js';
import { csvRow } from './csv-text.js';
import { intervalsCsv } from './intervals-csv.js';
import { hasPython, runPython } from './python.fixture.js';
import { samplesCsv } from './samples-csv.js';

const reader = `
import csv, io, json, sys
csv.field_size_limit(1 << 30)
files = json.load(sys.stdin)
print(json.dumps([list(csv.reader(io.StringIO(each, newline=""), strict=True)) for each in files]))
`;

/** Reads files of CSV with Python's own module: a reader that is not ours. */
function readCsv(...files: Iterable<string>[]): string[][][] {
  return runPython(
    reader,
    files.map((pieces) => [...pieces].join('')),
  ) as string[][][];
}

describe('a row of CSV', () => {
  it.each([
    [['plain', 7, undefined, ''], 'plain,7,,\n'],
    [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\n'],
    [[-5, 1.5e-7], '-5,1.5e-7\n'],
    [['=1+1', '+1', '-1', '@x'], "'=1+1,'+1,'-1,'@x\n"],
    [['\t=1', ' =1', '＝1'], "'\t=1,' =1,'＝1\n"],
    [['\r=1'], '"\'\r=1"\n'],
    [['1-1', 'a=b', '100/s'], '1-1,a=b,100/s\n'],
  ])('of %j', (cells, row) => expect(csvRow(cells)).toBe(row));
});

describe.skipIf(!hasPython())('CSV, read by Python (skipped where /usr/bin/python3 is not)', () => {
  it('says each second of the run', () => {
    const [rows = []] = readCsv(intervalsCsv(sampleReport(), sampleDetails()));
    const [head = [], ...seconds] = rows;
    const column = (name: string) => seconds.map((row) => row[head.indexOf(name)] ?? '');
    const sum = (name: string) => column(name).reduce((all, cell) => all + Number(cell), 0);
    expect([sum('due'), sum('ok'), sum('throttled'), sum('dropped')]).toEqual([1050, 940, 97, 4]);
    expect(column('second')).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(column('time')[1]).toBe('2026-11-23T14:15:03.000Z');
    expect(column('stages').slice(4, 6)).toEqual(['100/s for 5s', 'peak']);
    expect(column('response_max_us')[4]).toBe('400200');
  });

  it('says each kept invocation', () => {
    const [rows = []] = readCsv(samplesCsv(sampleReport(), sampleDetails()));
    const [head = [], ...samples] = rows;
    const failed = samples.filter((row) => row[head.indexOf('outcome')] === 'functionError');
    expect(failed).toHaveLength(7);
    expect(failed[0]?.[head.indexOf('message')]).toContain("reading 'price'");
    expect(failed[0]?.[head.indexOf('service_us')]).toBe('10000');
  });

  it('holds no cell that a spreadsheet would run, whatever texts are in it', () => {
    const files = hostileTexts.flatMap((text) => {
      const details = sampleDetails(hostileBatches(text));
      const report = hostileReport(text);
      return [intervalsCsv(report, details), samplesCsv(report, details)];
    });
    for (const [head = [], ...rows] of readCsv(...files)) {
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row).toHaveLength(head.length);
        expect(row.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
      }
    }
  });

  it('gives any text back, but for the apostrophe and what is not text', () => {
    const texts = [
      ...edgeTexts,
      ...fc.sample(fc.string({ unit: 'binary' }), { seed: 7, numRuns: 200 }),
    ].map((text) => text.replace(/[\0\p{Cs}]/gu, '�'));
    const [rows = []] = readCsv(texts.map((text) => csvRow(['x', text])));
    const read = rows.map(([, text = '']) => text.replace(/^'/, ''));
    expect(read).toEqual(texts.map((text) => text.replace(/^'/, '')));
  });
});
