import { describe, expect, it } from 'vitest';
import { type Batch, ok } from '../../../core/judge/books.fixture.js';
import { drawTerminal } from '../../draw/terminal/draw-document.js';
import { runDocument } from '../run-document.js';
import { sampleDetails } from '../sample-details.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../sample-run.fixture.js';

const streamed = (firstByteUs: number): Batch['outcome'] => ({
  ...{ kind: 'ok', statusCode: 200, executedVersion: '1', responseBytes: 65_536 },
  stream: { firstByteUs, firstChunkUs: firstByteUs + 9000, transferUs: 400_000, chunks: 8 },
});
const meta = sampleMeta({ plan: samplePlan, expectations: [] });
const batchesOf = (...outcomes: Batch['outcome'][]): Batch[] =>
  outcomes.map((outcome) => ({ count: 250, outcome, msOf: () => 500 }));

function documentOf(batches: Batch[]) {
  return runDocument(sampleReport(batches, meta), sampleDetails(batches));
}

/** The plot of the time to the first byte over the run. */
function plotOf(batches: Batch[]) {
  const section = documentOf(batches).sections.find(({ title }) => title === 'Streams');
  const block = section?.blocks[0];
  return block?.kind === 'plots' ? block.plots[0] : undefined;
}

describe('the report of streams', () => {
  const batches = batchesOf(streamed(60_000), streamed(90_000));

  it('says at its top when they began', () => {
    const fact = documentOf(batches).headline.facts.find(({ label }) => label === 'First byte p99');
    expect(fact).toMatchObject({ value: '90.2 ms', note: 'p50 60.2 ms, max 90.2 ms' });
  });

  it('draws a line over another so that both are seen', () => {
    const section = documentOf(batches).sections.find(({ title }) => title === 'Streams');
    const drawn = section?.blocks.find(({ kind }) => kind === 'distribution');
    const lines = drawn?.kind === 'distribution' ? drawn.lines : [];
    expect(lines.map(({ label, isDashed }) => [label, isDashed])).toEqual([
      ['time to first byte', false],
      ['time to first chunk', true],
      ['response time', false],
    ]);
  });

  it('has an axis for its own times: logarithmic where a few began very late', () => {
    expect(plotOf(batches)).toMatchObject({ title: 'Time to first byte' });
    expect(plotOf(batches)).not.toHaveProperty('isLogarithmic');
    const late: Batch = { count: 2, outcome: streamed(9_000_000), msOf: () => 9500 };
    expect(plotOf([...batches, late])).toMatchObject({ isLogarithmic: true });
  });

  it('has no name on a terminal that is cut short, and nothing where nothing was streamed', () => {
    const text = drawTerminal(documentOf(batches));
    expect(text).toMatch(/to first byte .*\n *· first chunk/);
    expect(text).not.toContain('…');
    const plain = documentOf(batchesOf(ok('1')));
    expect(plain.sections.map(({ title }) => title)).not.toContain('Streams');
    expect(plain.headline.facts.map(({ label }) => label)).not.toContain('First byte p99');
  });
});
