import { describe, expect, it } from 'vitest';
import type { FollowFindings } from '../../../core/follow/findings.js';
import { ok, planOf } from '../../../core/judge/books.fixture.js';
import { type EndedEvent, EventBook } from '../../../core/measure/event-book.js';
import { drawMarkdown } from '../../draw/markdown/draw-document.js';
import { junit } from '../../export/junit.js';
import { openMetrics } from '../../export/openmetrics.js';
import { jsonSummary } from '../../export/summary-json.js';
import { terminalSummary } from '../../output/print-report.js';
import { runDocument } from '../run-document.js';
import { withFollow } from '../run-report.js';
import { sampleBatches, sampleMeta, sampleReport } from '../sample-run.fixture.js';

function findings(
  changes: Partial<FollowFindings> = {},
  more: Partial<EndedEvent>[] = [],
): FollowFindings {
  const book = new EventBook();
  const reports = [{ durationMs: 90, billedMs: 100, memoryMb: 1024 }];
  const event: EndedEvent = {
    ...{ end: 'completed', isOpen: false, attempts: 1, successes: 1, reports },
    ...{ isDeadLettered: false, isUndelivered: false, queueUs: 40_000, endToEndUs: 130_000 },
  };
  for (let i = 0; i < 940 - more.length; i++) book.add(event);
  for (const each of more) book.add({ ...event, reports: [], successes: 0, ...each });
  const total = book.toData();
  return {
    ...{ status: 'complete', endedAtMs: 0, total, workloads: [total], versions: {}, sample: 1 },
    acceptedByRun: 940,
    worst: [
      {
        ...{ requestId: '3f1c2b5a-7d4e-4a7b-9b1c-0d2e3f4a5b6c', workload: 0, end: 'failed' },
        ...{
          intendedMs: Date.UTC(2026, 10, 23, 14, 15, 4),
          attempts: 3,
          queueUs: 40_000,
          endToEndUs: null,
        },
      },
    ],
    witnesses: [
      {
        ...{ witness: 'logs', source: '/aws/lambda/checkout', completeMs: 1_764_400_000_000 },
        ...{ read: 2820, foreign: 3, requests: 4 },
      },
    ],
    ...changes,
  };
}

const troubled = findings({ status: 'deadline' }, [
  { end: 'failed', attempts: 3, isDeadLettered: true },
  { end: 'pending', isOpen: true, attempts: 0 },
  { end: 'unknown', why: 'neverRan', attempts: 0 },
  { end: 'completed', attempts: 2, successes: 2 },
]);
const report = (follow: FollowFindings, expectations = ['async.lost == 0']) =>
  withFollow(sampleReport(sampleBatches, sampleMeta({ expectations })), follow);

describe('what it cost', () => {
  it('is one figure: that of the attempts, wherever it stands', () => {
    const batches = [{ count: 940, outcome: ok() }];
    const plan = planOf(batches).map((each) => ({ ...each, invocationType: 'Event' }));
    const meta = sampleMeta({ expectations: ['cost < $1'], plan });
    const followed = withFollow(sampleReport(batches, meta), findings());
    const { costUsd, costKnownOf, workloads, events } = jsonSummary(followed);
    expect(costUsd).toBe(events?.costUsd);
    expect(workloads[0]).toMatchObject({ costUsd, costKnownOf });
    expect(costKnownOf).toBe(940);
    expect(terminalSummary(followed)).not.toMatch(/not known|at least/);
    expect(followed.verdicts[0]).toMatchObject({ verdict: 'pass', value: costUsd });
  });
});

describe('the section of events', () => {
  it('is absent where nothing was followed', () => {
    expect(terminalSummary(sampleReport())).not.toContain('Events');
    expect(jsonSummary(sampleReport()).events).toBeNull();
  });

  it('says what became of them, and why something is not known', () => {
    const text = terminalSummary(report(troubled)).replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      '940 accepted events were followed until the time was over: 1 may still come to another end.',
    );
    expect(text).toContain('1 unknown: they never ran: given up without a record, or lost.');
    expect(text).toMatch(/completed 937 \S+ ran to success/);
    expect(text).toMatch(/failed 1 \S+ failed in every attempt/);
    expect(text).toContain(
      'Attempts: none 2 (0.213%), one 936 (99.57%), two 1 (0.106%), three 1 (0.106%).',
    );
    expect(text).toContain('1 ran to success more than once. 1 went to the dead-letter queue.');
    expect(text).toContain(
      '936 attempts were billed, 0 of them cold: $0.0017, $0.0016 of it for duration',
    );
    expect(text).toMatch(/end to end 130 ms/);
    expect(text).toContain('◌ async.lost == 0 0 of 940 (0%), with 2 undecided');
  });

  it('is in Markdown too, with the names to look up on the page alone', () => {
    const document = runDocument(report(troubled));
    const markdown = drawMarkdown(document);
    expect(markdown).toContain('| completed | 937 |');
    expect(markdown).not.toContain('3f1c2b5a');
    const [section] = document.sections.filter(({ title }) => title === 'Events');
    expect(JSON.stringify(section)).toContain('3f1c2b5a-7d4e-4a7b-9b1c-0d2e3f4a5b6c');
  });

  it('flows from acceptance to the ends, nothing left over', () => {
    const blocks = runDocument(report(troubled)).sections.flatMap((section) => section.blocks);
    const flow = blocks.find((block) => block.kind === 'flow');
    expect(flow?.to.reduce((sum, { count }) => sum + count, 0)).toBe(flow?.from.count);
    expect(flow?.to.map(({ label, tone }) => [label, tone])).toEqual([
      ['completed', 'good'],
      ['failed', 'bad'],
      ['pending', 'warn'],
      ['unknown', 'warn'],
    ]);
  });

  it('fails the run where an accepted event is missing, in every medium', () => {
    const short = report(findings({ acceptedByRun: 941 }), []);
    expect(short.verdict).toBe('fail');
    expect(terminalSummary(short).replaceAll(/\s+/g, ' ')).toContain(
      'The books do not balance: the run was told that 941 events are accepted, and 940 are followed.',
    );
    expect(jsonSummary(short).events?.balanced).toBe(false);
    expect(junit(short)).toMatch(/every accepted event has one end"[^>]*><failure/);
  });

  it('is in the JSON summary, its ends adding up', () => {
    const { events } = jsonSummary(report(troubled));
    expect(events).toMatchObject({
      ...{ status: 'deadline', accepted: 940, acceptedByRun: 940, balanced: true },
      ends: { completed: 937, failed: 1, pending: 1, unknown: 1 },
      unknown: { neverRan: 1 },
      attempts: { none: 2, one: 936, two: 1, three: 1, more: 0, unknown: 0 },
      ...{ duplicates: 1, deadLettered: 1, reports: 936, billedMs: 93_600 },
      sources: [{ name: '/aws/lambda/checkout', read: 2820, problem: null }],
      worst: [{ workload: 'checkout', intendedAt: '2026-11-23T14:15:04.000Z' }],
    });
    expect(Object.values(events?.ends ?? {}).reduce((sum, count) => sum + count, 0)).toBe(940);
    expect(events?.costUsd).toBeCloseTo(936 * (0.2e-6 + 0.1 * 0.0000166667), 8);
  });

  it('is in OpenMetrics, by workload', () => {
    const text = openMetrics(report(troubled));
    const labels = 'workload="checkout",function="checkout",qualifier="live"';
    expect(text).toContain(`reprise_events_total{${labels},end="completed"} 937`);
    expect(text).toContain(`reprise_event_duplicates_total{${labels}} 1`);
    expect(text).toContain(`reprise_event_end_to_end_seconds_count{${labels}} 940`);
    expect(openMetrics(sampleReport())).not.toContain('reprise_event');
  });

  it('is in JUnit, as a test and as properties', () => {
    const xml = junit(report(findings()));
    expect(xml).toContain('name="every accepted event has one end"');
    expect(xml).toContain('<property name="events.completed" value="940"/>');
  });
});
