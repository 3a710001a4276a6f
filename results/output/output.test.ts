import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { sampleReport } from '../document/sample-run.fixture.js';
import { summaryJson } from '../export/summary-json.js';
import { parseOutputs, takesStdout, writeOutputs } from './output.js';

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'reprise-out-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('--out', () => {
  it('takes a format and a file, which may itself contain =', () => {
    expect(parseOutputs(['json=a=b.json', 'text=-'])).toEqual([
      { format: 'json', file: 'a=b.json' },
      { format: 'text', file: '-' },
    ]);
    expect(takesStdout(parseOutputs(['json=x']))).toBe(false);
    expect(takesStdout(parseOutputs(['json=x', 'text=-']))).toBe(true);
  });

  it.each([
    ['jsn=x', '"jsn" is not a format', 'Did you mean json?'],
    ['report.json', '"report.json" is not a format', 'Write FORMAT=FILE with one of'],
    ['json', 'the file is missing', 'Write --out json=FILE'],
    ['json=', 'the file is missing', 'Write --out json=FILE'],
    ['toString=x', '"toString" is not a format', 'Write FORMAT=FILE'],
  ])('refuses %j', (text, message, hint) => {
    try {
      parseOutputs([text]);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      expect(error.message).toContain(message);
      expect(error.hint).toContain(hint);
    }
  });

  it('refuses two outputs to one place', () => {
    expect(() => parseOutputs(['json=x', 'text=./x'])).toThrow('Two outputs go to ./x');
    expect(() => parseOutputs(['json=-', 'text=-'])).toThrow('Two outputs go to standard output');
  });

  it('writes whole files, over earlier ones and into new folders, and to standard output', async () => {
    const directory = temporaryDirectory();
    const old = join(directory, 'old.json');
    writeFileSync(old, 'something longer than nothing');
    const fresh = join(directory, 'a', 'b', 'new.json');
    let stdout = '';
    const report = sampleReport();
    const specs = parseOutputs([`json=${old}`, `json=${fresh}`, 'text=-']);
    await writeOutputs(specs, report, { write: (text: string) => (stdout += text) });
    expect(readFileSync(old, 'utf8')).toBe(summaryJson(report));
    expect(readFileSync(fresh, 'utf8')).toBe(summaryJson(report));
    expect(stdout).toContain('✗ Failed');
    expect(readdirSync(directory).sort()).toEqual(['a', 'old.json']);
  });

  it('leaves nothing behind where it cannot write', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const write = (out: string) => writeOutputs(parseOutputs([out]), sampleReport());
    await expect(write(`json=${file}/x.json`)).rejects.toThrow(`Cannot write ${file}/x.json`);
    await expect(write(`json=${directory}`)).rejects.toThrow(RepriseError);
    expect(existsSync(directory)).toBe(true);
    expect(readdirSync(directory)).toEqual(['file']);
  });
});
