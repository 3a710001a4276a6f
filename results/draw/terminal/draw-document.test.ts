import { describe, expect, it } from 'vitest';
import { type Batch, functionError, ok } from '../../../core/judge/books.fixture.js';
import { runDocument } from '../../document/run-document.js';
import type { RunReport } from '../../document/run-report.js';
import {
  sampleBatches,
  sampleMeta,
  samplePlan,
  sampleReport,
} from '../../document/sample-run.fixture.js';
import { drawTerminal, type Layout } from './draw-document.js';
import { createStyle } from './style.js';
import { displayWidth } from './table.js';

const terminalSummary = (report: RunReport, layout?: Layout): string =>
  drawTerminal(runDocument(report), layout);

describe('the summary', () => {
  it('of a run that throttled', () => {
    expect(terminalSummary(sampleReport())).toMatchInlineSnapshot(`
      "
        ✗ Failed  2 of 4 expectations did not hold.
        checkout before release
        checkout:live (RequestResponse) at http://127.0.0.1:41234 (eu-west-1)
        Run 20261123-141502-k3f, 2026-11-23 14:15:02 UTC, 10.9s

        Expectations
          Expected              Observed
          ✗ p99 < 300ms         400 ms
          ✗ throttled == 0      97 of 1,050 (9.24%)
          ✓ functionError < 1%  7 of 1,050 (0.667%)
          ✓ version 12 is 10%   10.2% of 947 (99% interval 7.86–13%, p = 0.79)
              12% instead of 10% is found in 8 of 10 runs from 2,852 invocations

        Invocations  1,050 planned; 100/s asked, 99.6/s sent on average.
          Outcome         Count   Share
          ok                940   89.5%  ████████████████████████████▋
          functionError       7  0.667%  ▎
          throttled          97   9.24%  ███
          transportError      2   0.19%  ▏
          dropped             4  0.381%  ▏

        Latency             Mean      p50     p90     p95     p99   p99.9     Max
          response time  95.3 ms  76.2 ms  133 ms  400 ms  400 ms  400 ms  400 ms
          · cold starts   400 ms   400 ms  400 ms  400 ms  400 ms  400 ms  400 ms
          · warm starts  78.9 ms  74.2 ms  122 ms  133 ms  142 ms  144 ms  144 ms
          duration        9.5 ms   9.5 ms  9.5 ms  9.5 ms  9.5 ms  9.5 ms  9.5 ms
          init duration   350 ms   350 ms  350 ms  350 ms  350 ms  350 ms  350 ms
          refused after  3.98 ms     4 ms    4 ms    4 ms    4 ms    4 ms    4 ms

        Throttles                                            Count  Share
          ReservedFunctionConcurrentInvocationLimitExceeded     97   100%

        Errors
          Count  Outcome         Type        Message
              7  functionError   TypeError   Cannot read properties of undefined (rea…
              2  transportError  ECONNRESET  read ECONNRESET

        Versions  Count  Share  Expected
          11        850  89.8%         –  ████████████████████████████▊
          12         97  10.2%       10%  ███▎

        Cold starts, memory, cost
          Cold starts      50 of 940 (5.32%)
          Billed duration  28.9s, 30.7 ms on average
          Memory           131 of 512 MB used at most
          Cost             at least $0.00043, $0.46 per million (us-east-1, x86
                           assumed, on demand; the duration of 940 of 947 is known)
          With a REPORT    940 of 947 served; the rest had none

        Generator lag (lateness)
          ✓ p50 200 µs, p99 200 µs, max 200 µs: the generator kept up.

        Stages          Planned    Rate    OK  Throttled  Errors      p50     p99
          100/s for 5s      500   100/s  100%          0       0  67.3 ms  400 ms
          peak              550  99.3/s   80%         97       9  91.3 ms  143 ms

        Again: reprise report 20261123-141502-k3f   With plots: add --open
      "
    `);
  });

  it('of interrupted Event invocations says of what the latency is, and what was cut off', () => {
    const [workload] = samplePlan;
    if (!workload) throw new Error('no workload');
    const plan = [{ ...workload, invocationType: 'Event', stages: workload.stages.slice(0, 1) }];
    const meta = sampleMeta({ plan, expectations: ['p95 < 1s'] });
    const accepted: Batch[] = [{ count: 300, outcome: ok(), msOf: (n) => 5 + (n % 10) }];
    expect(terminalSummary(sampleReport(accepted, meta, 'interrupted'))).toMatchInlineSnapshot(`
      "
        ◌ Inconclusive  the run was interrupted with 0 in flight and 200 not yet due;
        what was seen held.
        checkout before release
        checkout:live (Event) at http://127.0.0.1:41234 (eu-west-1)
        Run 20261123-141502-k3f, 2026-11-23 14:15:02 UTC, 10.9s

        Expectations
          Expected    Observed
          ✓ p95 < 1s  14.2 ms (of acceptance)

        Invocations  500 planned; 100/s asked, 100/s sent on average.
          Outcome  Count  Share
          ok         300    60%  ███████████████████▎
          aborted    200    40%  ████████████▊

        Latency
          ⚠ Event: the time until Lambda had queued it, not that of the function.
                           Mean      p50      p90      p95      p99    p99.9      Max
          response time  9.7 ms  9.21 ms  13.2 ms  14.2 ms  14.2 ms  14.2 ms  14.2 ms
          service time   9.5 ms  9.01 ms    13 ms    14 ms    14 ms    14 ms    14 ms

        Cost
          Cost  at least $0.00006 (us-east-1, x86 assumed, on demand; 300 requests,
                whose duration is not known)

        Generator lag (lateness)
          ✓ p50 200 µs, p99 200 µs, max 200 µs: the generator kept up.

        Again: reprise report 20261123-141502-k3f   With plots: add --open
      "
    `);
  });

  it('of nothing sent has no numbers to show, and shows none', () => {
    const text = terminalSummary(sampleReport([], sampleMeta({ expectations: [] }), 'aborted'));
    expect(text).toMatchInlineSnapshot(`
      "
        ◌ Inconclusive  the run was aborted by a rule with 0 in flight and 1,050 not
        yet due.
        checkout before release
        checkout:live (RequestResponse) at http://127.0.0.1:41234 (eu-west-1)
        Run 20261123-141502-k3f, 2026-11-23 14:15:02 UTC, 10.9s

        Invocations  1,050 planned.
          Outcome  Count  Share
          ok           0     0%
          aborted  1,050   100%  ████████████████████████████████

        Stages          Planned  Rate  OK  Throttled  Errors  p50  p99
          100/s for 5s      500     –  0%          0       0    –    –
          peak              550     –  0%          0       0    –    –

        Again: reprise report 20261123-141502-k3f   With plots: add --open
      "
    `);
  });

  it('of several workloads compares them', () => {
    const [workload] = samplePlan;
    if (!workload) throw new Error('no workload');
    const stages = [{ name: 'steady', planned: 60, startS: 0, durationS: 1, peakHz: 60 }];
    const plan = [
      { ...workload, name: 'browse', stages },
      { ...workload, name: 'audit', invocationType: 'Event', stages },
    ];
    const batches: Batch[] = [
      { count: 60, outcome: ok('1') },
      { count: 60, workload: 1, outcome: ok() },
    ];
    const text = terminalSummary(sampleReport(batches, sampleMeta({ plan, expectations: [] })));
    expect(text.slice(text.indexOf('  Stages'))).toMatchInlineSnapshot(`
      "  Stages              Planned    Rate    OK  Throttled  Errors      p50      p99
          browse: steady         60    60/s  100%          0       0  10.2 ms  10.2 ms
          audit (Event): …       60  50.4/s  100%          0       0  10.2 ms  10.2 ms

        Workloads        Planned    Rate    OK  Throttled  Errors      p50      p99
          browse              60    60/s  100%          0       0  10.2 ms  10.2 ms
          audit (Event)       60  50.4/s  100%          0       0  10.2 ms  10.2 ms

        Again: reprise report 20261123-141502-k3f   With plots: add --open
      "
    `);
    expect(text).toContain('Latencies of unlike invocation types are mixed: see Workloads.');
  });

  it('warns when the generator itself was late', () => {
    const late: Batch[] = [{ count: 1050, outcome: ok('11'), lateMs: 8 }];
    expect(terminalSummary(sampleReport(late))).toContain('the generator fell behind');
    const slow: Batch[] = [{ count: 1050, outcome: ok('11'), lateMs: 8, msOf: () => 900 }];
    expect(terminalSummary(sampleReport(slow))).not.toContain('⚠');
  });

  it('says when the books do not balance', () => {
    const text = terminalSummary(sampleReport(sampleBatches.slice(1)));
    expect(text).toContain('✗ Failed');
    expect(text).toContain('✗ The outcomes add up to 600, not to 1,050.');
  });

  it('fits into 80 columns, whatever the names and messages are, and lets none of them act', () => {
    const long = 'x'.repeat(300);
    const [workload] = samplePlan;
    if (!workload) throw new Error('no workload');
    const plan = [{ ...workload, functionName: `arn:aws:lambda:eu-west-1:123456789012:${long}` }];
    const hostile = functionError('12', `Type\u001b[2J${long}`, `\u001b]0;title\u0007 ${long}`);
    const batches = [{ count: 1050, outcome: hostile }];
    const expectations = ['version 12 is 10% of invocations', `p99        <        300ms`];
    const report = sampleReport(batches, sampleMeta({ name: long, plan, expectations }));
    const text = terminalSummary(report);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
    const coloured = terminalSummary(report, { style: createStyle(true), width: 80 });
    expect(coloured).not.toContain('\u001b]');
    expect(coloured).not.toContain('\u001b[2J');
  });
});
