import type { FollowFindings } from '../../core/follow/findings.js';
import type { Verdict } from '../../core/judge/verdict.js';
import { cutOffText } from '../document/cut-off.js';
import type { RunReport } from '../document/run-report.js';
import { verdictSentence } from '../document/verdict-sentence.js';
import { imbalanceText } from '../document/wording/events.js';
import { observedText } from '../document/wording/expectations.js';
import { xmlAttributes } from './xml-text.js';

type Mark = 'failure' | 'error' | 'skipped';

interface TestCase {
  name: string;
  /** Absent: it passed. */
  problem?: { mark: Mark; type: string; message: string };
}

/**
 * The run as a JUnit XML file, in the dialect of Jenkins' xUnit plugin (junit-10.xsd), which GitLab,
 * GitHub actions, Azure and Bamboo read too: each expectation is a test, and so is that the run came
 * to its end and that its books balance. A failed expectation is a failure, one that could not be
 * decided is skipped, a run that was cut off is an error. Where nothing was expected, a skipped test says so.
 */
export function junit(report: RunReport): string {
  const { id, meta, startedAtMs, endedAtMs = startedAtMs } = report.run;
  const cases = [...ofRun(report), ...ofNothing(report), ...report.verdicts.map(ofExpectation)];
  const count = (mark: Mark): number =>
    cases.filter(({ problem }) => problem?.mark === mark).length;
  const counts = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    time: ((endedAtMs - startedAtMs) / 1000).toFixed(3),
  };
  const suite = {
    name: meta.name,
    ...counts,
    skipped: count('skipped'),
    timestamp: new Date(startedAtMs).toISOString().slice(0, 19),
    id,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: 'reprise', ...counts })}>`,
    `  <testsuite${xmlAttributes(suite)}>`,
    '    <properties>',
    ...properties(report),
    '    </properties>',
    ...cases.map((each) => testCase(each, meta.name)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function properties({ run, books, follow }: RunReport): string[] {
  const { endpoint, seed, versions } = run.meta;
  const values = {
    run: run.id,
    status: run.status,
    endpoint: endpoint.url,
    region: endpoint.region,
    seed,
    reprise: versions.reprise,
    ...books.total().outcomes,
    ...(follow && eventProperties(follow)),
  };
  return Object.entries(values).map(
    ([name, value]) => `      <property${xmlAttributes({ name, value })}/>`,
  );
}

/** `events.completed`, `events.lost`. */
function eventProperties({ total }: FollowFindings): Record<string, number> {
  return Object.fromEntries(
    Object.entries(total.ends).map(([end, count]) => [`events.${end}`, count]),
  );
}

function ofRun({ run: { status }, books, follow }: RunReport): TestCase[] {
  const ended: TestCase = { name: 'the run came to its end' };
  if (status !== 'finished') {
    const message = `${status}: cut off ${cutOffText(books.cutOff())}`;
    ended.problem = { mark: 'error', type: status, message };
  }
  const balanced: TestCase = { name: 'the books balance' };
  if (!books.isBalanced) {
    const message = 'the outcomes do not add up to what was planned';
    balanced.problem = { mark: 'failure', type: 'unbalanced', message };
  }
  return [ended, balanced, ...(follow ? [ofEvents(follow)] : [])];
}

function ofEvents(follow: FollowFindings): TestCase {
  const name = 'every accepted event has one end';
  const message = imbalanceText(follow);
  if (message === undefined) return { name };
  return { name, problem: { mark: 'failure', type: 'unbalanced', message } };
}

/** A suite of which all tests pass would be taken for a verdict. */
function ofNothing(report: RunReport): TestCase[] {
  if (report.verdict !== 'none') return [];
  const message = verdictSentence(report);
  return [{ name: 'an expectation', problem: { mark: 'skipped', type: 'none', message } }];
}

function ofExpectation({ text, verdict, observed }: Verdict): TestCase {
  if (verdict === 'pass') return { name: text };
  const mark = verdict === 'inconclusive' ? 'skipped' : 'failure';
  return {
    name: text,
    problem: { mark, type: verdict, message: `observed: ${observedText(observed)}` },
  };
}

/** Readers make a package of what stands before the last dot of a class name. */
function testCase({ name, problem }: TestCase, run: string): string {
  const attributes = xmlAttributes({ name, classname: `reprise.${run.replaceAll('.', '·')}` });
  if (!problem) return `    <testcase${attributes}/>`;
  const { mark, type, message } = problem;
  return `    <testcase${attributes}><${mark}${xmlAttributes({ type, message })}/></testcase>`;
}
