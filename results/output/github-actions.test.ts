import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDocument } from '../document/run-document.js';
import { sampleMeta, sampleReport } from '../document/sample-run.fixture.js';
import { hostileReport, hostileTexts } from '../draw/hostile.fixture.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';
import { annotations, reportToGitHub } from './github-actions.js';

describe('annotations', () => {
  it('name each expectation that did not hold', () => {
    expect(annotations(sampleReport())).toEqual([
      '::error title=checkout before release%3A expectation failed::p99 < 300ms (observed: 400 ms)',
      '::error title=checkout before release%3A expectation failed::throttled == 0 (observed: 97 of 1,050 (9.24%25))',
    ]);
  });

  it('warn of a run that was cut off, and say nothing of one that passed', () => {
    const meta = sampleMeta({ expectations: ['p50 < 1s'] });
    expect(annotations(sampleReport(undefined, meta))).toEqual([]);
    expect(annotations(sampleReport(undefined, meta, 'interrupted'))).toEqual([
      '::warning title=checkout before release::Inconclusive: the run was interrupted with 0 in flight and 0 not yet due; what was seen held.',
    ]);
  });

  it('are at most ten', () => {
    const expectations = Array.from({ length: 30 }, (_, at) => `p99 < ${at + 1}ms`);
    const lines = annotations(sampleReport(undefined, sampleMeta({ expectations })));
    expect(lines).toHaveLength(10);
    expect(lines[9]).toContain('and 21 more expectations');
  });

  it('are one command each, whatever texts are in them', () => {
    for (const text of hostileTexts) {
      for (const line of annotations(hostileReport(text))) {
        expect(line).toMatch(/^::error title=[^:,\r\n]*::[^\r\n]*$/);
        expect(line).not.toMatch(/%(?!25|0A|0D|3A|2C)/);
      }
    }
  });
});

describe('in a GitHub action', () => {
  const report = sampleReport();
  const collect = (env: NodeJS.ProcessEnv): string => {
    let text = '';
    reportToGitHub(report, { write: (piece) => (text += piece) }, env);
    return text;
  };

  it('the summary is added to what the step has already', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-action-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'earlier\n');
    const text = collect({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file });
    expect(text).toBe(`${annotations(report).join('\n')}\n`);
    expect(readFileSync(file, 'utf8')).toBe(`earlier\n${drawMarkdown(runDocument(report))}\n`);
  });

  it('a summary that cannot be written is a warning', () => {
    const text = collect({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nonexistent/x' });
    expect(text).toContain("::warning title=Reprise::The step's summary cannot be written");
  });

  it('elsewhere nothing is said', () => expect(collect({})).toBe(''));
});
