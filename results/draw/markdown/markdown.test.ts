import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../document/sample-run.fixture.js';
import { installed } from '../../export/installed.fixture.js';
import { corpusTexts, hostileReport, hostileTexts } from '../hostile.fixture.js';
import { markdown } from './markdown.js';
import { markdownText } from './markdown-text.js';

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
      "### ❌ checkout before release

      **Failed: 2 of 4 expectations did not hold.**

      <code>checkout&#58;live</code> at <code>http&#58;//127.0.0.1&#58;41234</code>, run 20261123-141502-k3f, 2026-11-23 14:15:02 UTC, 10.9s

      |  | Expectation | Observed |
      | --- | --- | --- |
      | ❌ | <code>p99 &#60; 300ms</code> | 400 ms |
      | ❌ | <code>throttled == 0</code> | 97 of 1,050 (9.24%) |
      | ✅ | <code>functionError &#60; 1%</code> | 7 of 1,050 (0.667%) |
      | ✅ | <code>version 12 is 10%</code> | 10.2% of 947 (99% interval 7.86–13%, p = 0.79) |

      1,050 invocations planned (100/s asked, 99.6/s sent on average)

      | Outcome | Count | Share |
      | --- | --: | --: |
      | ok | 940 | 89.5% |
      | functionError | 7 | 0.667% |
      | throttled | 97 | 9.24% |
      | transportError | 2 | 0.19% |
      | dropped | 4 | 0.381% |

      | Latency | mean | p50 | p90 | p99 | p99.9 | max |
      | --- | --: | --: | --: | --: | --: | --: |
      | response | 95.3 ms | 76.2 ms | 133 ms | 400 ms | 400 ms | 400 ms |
      | service | 95.1 ms | 76 ms | 133 ms | 400 ms | 400 ms | 400 ms |
      | duration | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms | 9.5 ms |
      | refusal | 3.98 ms | 4 ms | 4 ms | 4 ms | 4 ms | 4 ms |

      | Throttled for | Count | Share |
      | --- | --: | --: |
      | <code>ReservedFunctionConcurrentInvocationLimitExceeded</code> | 97 | 100% |

      | Count | Outcome | Type | Message |
      | --- | --- | --- | --- |
      | 7 | functionError | <code>TypeError</code> | <code>Cannot read properties of undefined (reading 'price')</code> |
      | 2 | transportError | <code>ECONNRESET</code> | <code>read ECONNRESET</code> |

      | Executed version | Count | Share |
      | --- | --: | --: |
      | 11 | 850 | 89.8% |
      | 12 | 97 | 10.2% |

      - Cold starts: 50 of 940 (5.32%)
      - Billed: 28.9s, $0.00043 at the on-demand price of us-east-1, x86; 131 of 512 MB used at most
      - Lateness of the generator: p99 200 µs
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
      expect(page.match(/<table>/g)).toHaveLength(6);
    });

    it('has the same elements whatever texts are in it', () => {
      const plain = elements(html(markdown(hostileReport('harmless'))));
      for (const text of [...hostileTexts, corpusTexts().join(' ')]) {
        if (text.trim() === '') continue;
        expect(elements(html(markdown(hostileReport(text))))).toBe(plain);
      }
    });
  },
);
