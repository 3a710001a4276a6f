import { describe, expect, it } from 'vitest';
import { judgeConcurrency } from '../../core/judge/concurrency/judge-concurrency.js';
import { limitsOf, runOf, workloadOf } from '../../core/judge/concurrency/load.fixture.js';
import { hostileTexts } from '../draw/hostile.fixture.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';
import { jsonSummary } from '../export/summary-json.js';
import { terminalSummary } from '../output/print-report.js';
import { temporaryDatabase } from '../store/database.fixture.js';
import { RunStore } from '../store/run-store.js';
import { noDetails } from './run-details.js';
import { runDocument } from './run-document.js';
import type { RunReport } from './run-report.js';
import { sampleMeta, sampleReport } from './sample-run.fixture.js';

const markdown = (report: RunReport): string => drawMarkdown(runDocument(report));

const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
const seconds = Array.from({ length: 5 }, () => [
  { served: 50, serviceMs: 200, inFlight: 10, refused: { [reason]: 50 } },
]);
const limits = limitsOf({ concurrent: 1000, unreserved: 990 }, { checkout: 10 });

function throttledReport(name = 'checkout'): RunReport {
  const plan = [workloadOf(name)];
  const ofName = limitsOf({ concurrent: 1000, unreserved: 990 }, { [name]: 10 });
  const concurrency = judgeConcurrency({ ...runOf(seconds, plan, [11]), limits: ofName });
  const report = sampleReport(undefined, sampleMeta({ limits: ofName }));
  return { ...report, concurrency };
}

function sectionOf(text: string, title: string): string {
  return text.split('\n\n').find((part) => part.includes(`  ${title}`)) ?? '';
}

describe('the concurrency of a run', () => {
  it('is shown to people with its limits, on 80 columns', () => {
    expect(sectionOf(terminalSummary(throttledReport()), 'Concurrency')).toMatchInlineSnapshot(`
      "  Concurrency
          ⚠ checkout was throttled from 0s on, at its reserved concurrency of 10,
            where it should be: at most 11 in flight in its first second, refused ones
            too, and 10 running while it lasted.
          Limits: 10 reserved for checkout · account 1,000, 990 of it unreserved.
          The load needs 20.4 at once (102/s × 200 ms); in flight were 10.1 on
            average, 11 at most: the rest was throttled."
    `);
  });

  it('is a section of the page: sentences, limits, and two tables', () => {
    const section = runDocument(throttledReport(), noDetails).sections.find(
      ({ title }) => title === 'Concurrency',
    );
    expect(section?.blocks.map(({ kind }) => kind)).toEqual([
      'note',
      'note',
      'note',
      'table',
      'table',
    ]);
    expect(section?.blocks[3]).toMatchObject({
      rows: [['checkout', { text: reason }, '0s', '11', '10', '10', { text: 'at the limit' }]],
    });
    expect(section?.blocks[4]).toMatchObject({
      rows: [['checkout', '102/s', '200 ms', '20.4', '10.1', '11']],
    });
  });

  it('is a paragraph of Markdown for each sentence', () => {
    const [throttling, ofLimits, demand] = markdown(throttledReport())
      .split('**Concurrency**: ')[1]
      ?.split('\n\n') ?? [''];
    expect(throttling).toContain('at its reserved concurrency of 10, where it should be');
    expect(ofLimits).toContain('Limits&#58; 10 reserved for checkout · account 1,000');
    expect(demand).toContain('The load needs 20.4 at once');
  });

  it('is in the JSON with what was read; null where the seconds were not looked at', () => {
    const { concurrency } = jsonSummary(throttledReport());
    expect(concurrency?.limits).toEqual(limits);
    expect(concurrency?.throttling[0]).toMatchObject({ place: 'atLimit' });
    expect(jsonSummary(sampleReport()).concurrency).toBeNull();
  });

  it('is not shown where nothing was throttled and no limit is known', () => {
    const { books, seconds: calm } = runOf([[{ served: 5 }]], [workloadOf('checkout')], [1]);
    const concurrency = judgeConcurrency({ books, seconds: calm });
    expect(terminalSummary({ ...sampleReport(), concurrency })).not.toContain('Concurrency');
    const cause = 'noControlPlane' as const;
    const account = { kind: 'unreadable', cause, why: 'no such call' } as const;
    const unknown = sampleReport(
      undefined,
      sampleMeta({ limits: { ...limits, account, functions: [] } }),
    );
    expect(terminalSummary({ ...unknown, concurrency })).not.toContain('Concurrency');
  });

  it('says which permission is missing, even where nothing was throttled', () => {
    const denied = limitsOf(undefined);
    const { books, seconds: calm } = runOf([[{ served: 5 }]], [workloadOf('checkout')], [1]);
    const concurrency = judgeConcurrency({ books, seconds: calm, limits: denied });
    const report = sampleReport(undefined, sampleMeta({ limits: denied }));
    expect(sectionOf(terminalSummary({ ...report, concurrency }), 'Concurrency')).toContain(
      'The limit of the account is not known: not allowed to call',
    );
  });

  it('writes nothing to the terminal but text, whatever a function is called', () => {
    const texts = hostileTexts.map((name) =>
      sectionOf(terminalSummary(throttledReport(name)), 'Concurrency'),
    );
    const text = texts.join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe('the concurrency of a stored run', () => {
  const { books, seconds: intervals } = runOf(seconds, [workloadOf('checkout')], [11]);
  const rest = { inFlight: 10, samples: [], health: { busyShare: 0, gcMs: 0 } };

  it.each([
    ['as it was judged at its end', true],
    ['judged again, of a run that was killed', false],
  ])('is there: %s', (_, isFinished) => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db);
    const writer = store.start(sampleMeta({ plan: [...books.workloads], limits }));
    for (const each of intervals) writer.commit({ ...each, ...rest });
    const concurrency = judgeConcurrency({ books, seconds: intervals, limits });
    if (isFinished) writer.finish('finished', Date.now(), [], concurrency);
    const found = store.load(store.find(writer.id));
    expect(found.run.meta.findings).toEqual(isFinished ? concurrency : undefined);
    expect(found.concurrency).toEqual(concurrency);
    expect(found.run.meta).toMatchObject(sampleMeta({ plan: [...books.workloads], limits }));
  });

  it('is judged again where an earlier version stored sentences', () => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db);
    const writer = store.start(sampleMeta({ plan: [...books.workloads], limits }));
    for (const each of intervals) writer.commit({ ...each, ...rest });
    writer.finish('finished', Date.now(), []);
    const old = JSON.stringify({ throttling: [], provisioned: [], demand: [], notes: ['Old.'] });
    db.prepare("UPDATE runs SET meta = json_set(meta, '$.concurrency', json(?))").run(old);
    const found = store.load(store.find(writer.id));
    expect(found.concurrency).toEqual(judgeConcurrency({ books, seconds: intervals, limits }));
  });
});
