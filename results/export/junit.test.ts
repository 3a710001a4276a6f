import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleBatches, sampleMeta, sampleReport } from '../document/sample-run.fixture.js';
import { edgeTexts, hostileReport, hostileTexts } from '../draw/hostile.fixture.js';
import { installed } from './installed.fixture.js';
import { junit } from './junit.js';
import { xmlText } from './xml-text.js';

describe('XML text', () => {
  it.each([
    ['<a href="x">\'&\'</a>', '&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;'],
    [']]>', ']]&gt;'],
    ['a\tb\nc\rd', 'a&#9;b&#10;c&#13;d'],
    ['\u0000\u0008\u000b\u001b\ufffe\uffff', '������'],
    ['\ud800 \udc00 \u{1f600}', '� � \u{1f600}'],
  ])('of %j', (text, xml) => expect(xmlText(text)).toBe(xml));
});

describe('the JUnit file', () => {
  it('has a test for each expectation, for the end of the run and for its books', () => {
    expect(
      junit(sampleReport()).replace(/ {4}<properties>[\s\S]*<\/properties>\n/, ''),
    ).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="reprise" tests="6" failures="2" errors="0" time="10.900">
        <testsuite name="checkout before release" tests="6" failures="2" errors="0" time="10.900" skipped="0" timestamp="2026-11-23T14:15:02" id="20261123-141502-k3f">
          <testcase name="the run came to its end" classname="reprise.checkout before release"/>
          <testcase name="the books balance" classname="reprise.checkout before release"/>
          <testcase name="p99 &lt; 300ms" classname="reprise.checkout before release"><failure type="fail" message="observed: 400 ms"/></testcase>
          <testcase name="throttled == 0" classname="reprise.checkout before release"><failure type="fail" message="observed: 97 of 1,050 (9.24%)"/></testcase>
          <testcase name="functionError &lt; 1%" classname="reprise.checkout before release"/>
          <testcase name="version 12 is 10%" classname="reprise.checkout before release"/>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it('of a run that was cut off has an error, and what is undecided is skipped', () => {
    const interrupted = sampleReport(sampleBatches, sampleMeta(), 'interrupted');
    expect(junit(interrupted)).toContain('errors="1"');
    const verdicts = [{ ...interrupted.verdicts[2], verdict: 'inconclusive' }];
    const open = { ...sampleReport(), verdicts: verdicts as typeof interrupted.verdicts };
    expect(junit(open)).toContain('<skipped type="inconclusive" message="observed: 7 of 1,050');
  });
});

const xmllint = installed('xmllint');
const schema = fileURLToPath(new URL('junit.fixture.xsd', import.meta.url));

describe.skipIf(!xmllint)('the JUnit file, by xmllint (skipped where it is not installed)', () => {
  const validate = (xml: string) =>
    execFileSync(xmllint ?? '', ['--noout', '--nonet', '--schema', schema, '-'], {
      input: xml,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const read = (xml: string, xpath: string) =>
    execFileSync(xmllint ?? '', ['--xpath', xpath, '-'], { input: xml, encoding: 'utf8' });

  it('is valid by the schema that CI servers use', () => {
    validate(junit(sampleReport()));
    validate(junit(sampleReport([], sampleMeta({ expectations: [] }), 'aborted')));
    expect(() => validate('<testsuite/>')).toThrow();
  });

  it('says the counts to a reader', () => {
    const xml = junit(sampleReport());
    expect(read(xml, 'string(/testsuites/@failures)').trim()).toBe('2');
    expect(read(xml, 'count(//testcase)').trim()).toBe('6');
    expect(read(xml, 'string(//testcase[failure][1]/failure/@message)').trim()).toBe(
      'observed: 400 ms',
    );
  });

  it('is valid whatever texts are in it', () => {
    for (const text of hostileTexts) validate(junit(hostileReport(text)));
    validate(junit(hostileReport(edgeTexts.join('\n'))));
  });
});
