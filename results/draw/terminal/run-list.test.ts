import { describe, expect, it } from 'vitest';
import { sampleMeta, samplePlan, sampleReport } from '../../document/sample-run.fixture.js';
import { listedRun, runsTable } from './run-list.js';
import { createStyle } from './style.js';

describe('the list of runs', () => {
  it('has a line for each, and says what is not the latency of a function', () => {
    const eventPlan = samplePlan.map((workload) => ({ ...workload, invocationType: 'Event' }));
    const runs = [
      listedRun(sampleReport()),
      listedRun(sampleReport(undefined, sampleMeta({ plan: eventPlan, expectations: [] }))),
      listedRun(sampleReport([], sampleMeta({ name: 'empty', expectations: [] }), 'interrupted')),
    ];
    expect(`\n${runsTable(runs, createStyle(false)).join('\n')}\n`).toMatchInlineSnapshot(`
      "
        run                  name                status       planned     ok  p99
      ✗ 20261123-141502-k3f  checkout before r…  finished       1,050  89.5%  400 ms
      • 20261123-141502-k3f  checkout before r…  finished       1,050  89.5%  400 ms*
      ◌ 20261123-141502-k3f  empty               interrupted    1,050     0%  –

      * of acceptance or of a check, not of the function
      "
    `);
    expect(runs[0]).toEqual({
      id: '20261123-141502-k3f',
      name: 'checkout before release',
      status: 'finished',
      startedAt: '2026-11-23T14:15:02.000Z',
      endedAt: '2026-11-23T14:15:12.900Z',
      planned: 1050,
      ok: 940,
      p99Us: 400_200,
      latencyOf: ['invocation'],
      verdict: 'fail',
      tags: {},
      note: null,
    });
  });
});
