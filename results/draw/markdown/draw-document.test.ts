import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runDocument } from '../../document/run-document.js';
import type { RunReport } from '../../document/run-report.js';
import { sampleReport } from '../../document/sample-run.fixture.js';
import { installed } from '../../export/installed.fixture.js';
import { edgeTexts, hostileReport, hostileTexts } from '../hostile.fixture.js';
import { drawMarkdown } from './draw-document.js';
import { markdownText } from './markdown-text.js';

const markdown = (report: RunReport): string => drawMarkdown(runDocument(report));

describe('Markdown text', () => {
  it.each([
    ['plain (text), 9.5% - ok', 'plain (text), 9.5% - ok'],
    ['a|b', 'a&#124;b'],
    ['<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['[x](y) ![z]', '&#91;x&#93;(y) &#33;&#91;z&#93;'],
    ['`*_~#$\\', '&#96;&#42;&#95;&#126;&#35;&#36;&#92;'],
    ['@a :b: www.c', '&#64;a &#58;b&#58; www&#46;c'],
    ['a\nb\u202ec\u0000', 'a�b�c�'],
  ])('of %j', (text, encoded) => expect(markdownText(text)).toBe(encoded));
});

describe('the Markdown summary', () => {
  it('of a run that throttled', () => {
    expect(markdown(sampleReport())).toMatchInlineSnapshot(`
      "### ✗ checkout before release

      **Failed&#58; 2 of 4 expectations did not hold.**

      checkout&#58;live (RequestResponse) at http&#58;//127.0.0.1&#58;41234 (eu-west-1)<br>
      Run 20261123-141502-k3f, 2026-11-23 14&#58;15&#58;02 UTC, 10.9s

      **Expectations**

      | Verdict | Expected | Observed |
      | --- | --- | --- |
      | ✗ did not hold | <code>p99 &#60; 300ms</code> | 400 ms |
      | ✗ did not hold | <code>throttled == 0</code> | 97 of 1,050 (9.24%) |
      | ✓ held | <code>functionError &#60; 1%</code> | 7 of 1,050 (0.667%) |
      | ✓ held | <code>version 12 is 10%</code> | 10.2% of 947 (99% interval 7.86–13%, p = 0.79)<br>12% instead of 10% is found in 8 of 10 runs from 2,852 invocations |

      **Invocations**: 1,050 planned; 100/s asked, 99.6/s sent on average.

      | Outcome | Count | Share |
      | --- | --: | --: |
      | <code>ok</code> | 940 | 89.5% |
      | <code>functionError</code> | 7 | 0.667% |
      | <code>throttled</code> | 97 | 9.24% |
      | <code>transportError</code> | 2 | 0.19% |
      | <code>dropped</code> | 4 | 0.381% |

      | Latency | Mean | p50 | p90 | p95 | p99 | p99.9 | Max |
      | --- | --: | --: | --: | --: | --: | --: | --: |
      | response time | 95.3 ms | 76.2 ms | 133 ms | 400 ms | 400 ms | 400 ms | 400 ms |
      | · cold starts | 400 ms | 400 ms | 400 ms | 400 ms | 400 ms | 400 ms | 400 ms |
      | · warm starts | 78.9 ms | 74.2 ms | 122 ms | 133 ms | 142 ms | 144 ms | 144 ms |
      | duration | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms |
      | init duration | 350 ms | 350 ms | 350 ms | 350 ms | 350 ms | 350 ms | 350 ms |
      | refused after | 3.98 ms | 4 ms | 4 ms | 4 ms | 4 ms | 4 ms | 4 ms |

      | Throttles | Count | Share |
      | --- | --: | --: |
      | <code>ReservedFunctionConcurrentInvocationLimitExceeded</code> | 97 | 100% |

      **Errors**

      | Count | Outcome | Type | Message |
      | --: | --- | --- | --- |
      | 7 | <code>functionError</code> | <code>TypeError</code> | <code>Cannot read properties of undefined (reading 'price')</code> |
      | 2 | <code>transportError</code> | <code>ECONNRESET</code> | <code>read ECONNRESET</code> |

      | Versions | Count | Share | Expected |
      | --- | --: | --: | --: |
      | <code>11</code> | 850 | 89.8% | – |
      | <code>12</code> | 97 | 10.2% | 10% |

      **Cold starts, memory, cost**

      - Cold starts&#58; 50 of 940 (5.32%)
      - Billed duration&#58; 28.9s, 30.7 ms on average
      - Memory&#58; 131 of 512 MB used at most
      - Cost&#58; at least &#36;0.00043, &#36;0.46 per million (us-east-1, x86 assumed, on demand; the duration of 940 of 947 is known)
      - With a REPORT&#58; 940 of 947 served; the rest had none

      **Generator lag (lateness)**: ✓ p50 200 µs, p99 200 µs, max 200 µs&#58; the generator kept up.

      | Stages | Planned | Rate | OK | Throttled | Errors | p50 | p99 |
      | --- | --: | --: | --: | --: | --: | --: | --: |
      | 100/s for 5s | 500 | 100/s | 100% | 0 | 0 | 67.3 ms | 400 ms |
      | peak | 550 | 99.3/s | 80% | 97 | 9 | 91.3 ms | 143 ms |
      "
    `);
  });
});

const cmark = installed('cmark-gfm');

describe.skipIf(!cmark)(
  'the Markdown summary, by cmark-gfm (skipped where it is not installed)',
  () => {
    /** As GitHub reads it: with its extensions, and with raw HTML let through. */
    const html = (text: string): string =>
      execFileSync(
        cmark ?? '',
        ['--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough'],
        {
          input: text,
          encoding: 'utf8',
        },
      );
    const elements = (text: string): string =>
      [...text.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag).join('');

    it('is a heading, a sentence and tables', () => {
      const page = html(markdown(sampleReport()));
      expect(page).toContain('<strong>Failed: 2 of 4 expectations did not hold.</strong>');
      expect(page).toContain('<code>p99 &lt; 300ms</code>');
      expect(page.match(/<table>/g)).toHaveLength(7);
    });

    it('has the same elements whatever texts are in it', () => {
      const plain = elements(html(markdown(hostileReport('harmless'))));
      for (const text of [...hostileTexts, edgeTexts.join(' ')]) {
        if (text.trim() === '') continue;
        expect(elements(html(markdown(hostileReport(text))))).toBe(plain);
      }
    });
  },
);
