import { describe, expect, it } from 'vitest';
import { type Batch, ok } from '../../core/judge/books.fixture.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';
import { drawTerminal } from '../draw/terminal/draw-document.js';
import { listedRun, runsTable } from '../draw/terminal/run-list.js';
import { createStyle } from '../draw/terminal/style.js';
import { junit } from '../export/junit.js';
import { jsonSummary } from '../export/summary-json.js';
import { annotations } from '../output/github-actions.js';
import { runDocument } from './run-document.js';
import { sampleMeta, sampleReport } from './sample-run.fixture.js';

const meta = sampleMeta({ expectations: [] });
const refused = { kind: 'transportError', errorType: 'ECONNREFUSED', errorMessage: 'x' } as const;
const failed = sampleReport([{ count: 1050, outcome: refused }], meta);
const served = sampleReport([{ count: 1050, outcome: ok('11', {}) }] satisfies Batch[], meta);

describe('a run of which nothing was expected', () => {
  it('has no verdict, and is green nowhere, where everything failed', () => {
    const { headline } = runDocument(failed);
    expect([failed.verdict, headline.tone]).toEqual(['none', 'warn']);
    expect(headline.facts.find(({ label }) => label === 'OK')).toMatchObject({ tone: 'bad' });
    const sentence = 'no expectations were given, and none of 1,050 invocations succeeded.';
    const terminal = drawTerminal(runDocument(failed));
    expect(terminal.replace(/\s+/g, ' ')).toContain(`◌ Finished ${sentence}`);
    const markdown = drawMarkdown(runDocument(failed));
    expect(markdown).toContain(sentence);
    expect(markdown.split('\n')[0]).toBe('### ◌ checkout before release');
    expect(junit(failed)).toContain('skipped="1"');
    expect(annotations(failed)).toEqual([expect.stringContaining('::warning')]);
    expect(jsonSummary(failed).verdict).toBe('none');
    expect(runsTable([listedRun(failed)], createStyle(false))[1]).toMatch(/^• /);
  });

  it('has no verdict where all went well', () => {
    const { headline } = runDocument(served);
    expect([served.verdict, headline.tone, headline.verdict]).toEqual([
      'none',
      'plain',
      'Finished',
    ]);
    expect(junit(served)).toContain(
      '<skipped type="none" message="Finished: no expectations were given."/>',
    );
    expect(annotations(served)).toEqual([]);
  });
});
