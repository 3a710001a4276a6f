import { describe, expect, it } from 'vitest';
import { workloadOf } from '../../core/judge/concurrency/load.fixture.js';
import { terminalSummary } from '../output/print-report.js';
import { aliasWeights } from './alias-weights.js';
import { noDetails } from './run-details.js';
import { runDocument } from './run-document.js';
import { sampleMeta, sampleReport } from './sample-run.fixture.js';

const before = { kind: 'read' as const, weights: { 11: 0.9, 12: 0.1 } };
const routing = [{ functionName: 'checkout', qualifier: 'live', before }];

describe('an alias’s weights', () => {
  it('stand beside the shares that ran, for people', () => {
    const report = sampleReport(undefined, sampleMeta({ routing }));
    const text = terminalSummary(report);
    expect(text).toMatch(/ 11 +850 +89\.8% +90% /);
    expect(text).toMatch(/ 12 +97 +10\.2% +10% /);
    const section = runDocument(report, noDetails).sections.find(
      ({ title }) => title === 'Versions',
    );
    // Of the two, only version 12 has an expectation.
    expect(JSON.stringify(section)).toContain('"90%"');
  });

  it('are not told where nothing is known of them, or they are of one version', () => {
    const text = (weights?: Record<string, number>) =>
      terminalSummary(
        sampleReport(
          undefined,
          sampleMeta({
            expectations: [],
            ...(weights && {
              routing: [
                { functionName: 'checkout', qualifier: 'live', before: { kind: 'read', weights } },
              ],
            }),
          }),
        ),
      );
    expect(text()).not.toContain('Expected');
    expect(text({ 11: 1 })).not.toContain('Expected');
    expect(text({ 11: 0.9, 12: 0.1 })).toContain('Expected');
  });

  it('are not told where two functions ran, whose versions look alike', () => {
    const live = { qualifier: 'live' };
    const one = [workloadOf('checkout', live), workloadOf('checkout', { ...live, name: 'b' })];
    expect(aliasWeights(sampleMeta({ plan: one, routing })).size).toBe(2);
    const two = [...one, workloadOf('search')];
    expect(aliasWeights(sampleMeta({ plan: two, routing })).size).toBe(0);
  });
});
