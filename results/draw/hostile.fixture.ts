import { awkwardDocuments, brokenDocuments } from '../../core/json/edges.fixture.js';
import { type Batch, functionError, ok, throttled } from '../../core/judge/books.fixture.js';
import type { RunReport } from '../document/run-report.js';
import { sampleMeta, samplePlan, sampleReport } from '../document/sample-run.fixture.js';

/** Texts that mean something to a format that a report is written in. */
export const hostileTexts: readonly string[] = [
  '<script>document.title="hacked"</script>',
  '</script><script>document.title="hacked"</script>',
  '<!--<script>',
  '<img src=x onerror=\'document.title="hacked"\'>',
  '"><svg onload=alert(1)>',
  'javascript:alert(1)',
  ']]><failure/>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  '&lt;b&gt; &amp; &#60;',
  '=cmd|" /C calc"!A0',
  '=HYPERLINK("http://example.com","click")',
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  ' =1+1',
  '＝1+1',
  'a,b;c|d"e\'f',
  'line one\nline two\r\nline three',
  '\n::error title=forged::forged annotation',
  '::set-output name=x::y',
  '100%25 %0A::warning::x',
  '| cell | cell |\n|---|---|',
  '[click](http://example.com) ![](http://example.com/x.png)',
  '# heading\n* list\n```\ncode',
  '`` ` code`',
  '@someone #1 :smile: $x$ http://example.com www.example.com',
  '\\" \\n \\',
  '\u0000\u0001\u0008\u000b\u001b[2J\u007f\u0085',
  'half \ud800 a pair, \udfff the other, \ufffe \uffff',
  '\u202eright to left\u2066 \u200bzero width\ufeff',
  `long ${'x'.repeat(5000)}`,
  `${'w i d e '.repeat(200)}`,
  '__proto__',
  '{{7*7}} <%= 7*7%>',
  '',
  ' ',
];

/** Documents at the edges of JSON, and what only looks like JSON, read as text. */
export const edgeTexts: readonly string[] = [...awkwardDocuments, ...brokenDocuments].map(
  ([, bytes]) => bytes.subarray(0, 4096).toString('utf8'),
);

/** A run in which every text that comes from outside is `text`. */
export function hostileReport(text: string): RunReport {
  const [workload] = samplePlan;
  if (!workload) throw new Error('no workload');
  const stages = workload.stages.map((stage) => ({ ...stage, name: text }));
  const plan = [{ ...workload, name: text, functionName: text, qualifier: text, stages }];
  const meta = sampleMeta({
    ...{ name: text, scenario: text, plan },
    endpoint: { url: text, region: text },
    environment: { platform: text },
  });
  const report = sampleReport(hostileBatches(text), meta);
  const verdicts = report.verdicts.map((verdict) => ({
    ...verdict,
    text,
    observed: { kind: 'worded' as const, text },
  }));
  return { ...report, verdicts };
}

/** What such a run's invocations ended in. */
export function hostileBatches(text: string): Batch[] {
  return [
    { count: 500, outcome: ok(text, {}) },
    { count: 450, stage: 1, outcome: functionError(text, text, text) },
    { count: 100, stage: 1, outcome: throttled(text) },
  ];
}
