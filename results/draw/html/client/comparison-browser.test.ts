import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hostileComparison,
  sampleComparison,
} from '../../../document/comparison/sample-comparison.fixture.js';
import { comparisonDocument } from '../../../document/comparison-document.js';
import { hostileTexts } from '../../hostile.fixture.js';
import { htmlPage } from '../page.js';
import { browserPath, inkOf, launchBrowser, looks, openFile } from './browser.fixture.js';

const whereInstalled = describe.skipIf(!browserPath);

whereInstalled('a comparison in Chromium (skipped where there is none on the PATH)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-comparison-'));
  const path = join(folder, 'comparison.html');
  let browser: Browser;

  beforeAll(async () => {
    const { report, runs } = sampleComparison();
    writeFileSync(path, htmlPage(comparisonDocument(report, runs)));
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(looks)('is drawn at $width pixels, $colorScheme, without a complaint', async (look) => {
    const { page, complaints } = await openFile(browser, path, look);
    const ink = await inkOf(page);
    expect(ink).toHaveLength(2);
    for (const inked of ink) expect(inked).toBeGreaterThan(1000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.width);
    expect(statSync(path).size).toBeLessThan(300_000);
    expect(complaints).toEqual([]);
  });

  it('draws every interval where it lies on its axis, beyond the limit or not', async () => {
    const { page } = await openFile(browser, path);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll('.intervals li')].map((row) => {
        const place = (selector: string): DOMRect | undefined =>
          row.querySelector(selector)?.getBoundingClientRect();
        const [track, reach, estimate, limit] = [
          ...['.track', '.reach', '.estimate', '.at-most'].map(place),
        ];
        return {
          name: row.querySelector('.label')?.textContent?.slice(2),
          isInside:
            (track?.left ?? 0) <= (reach?.left ?? -1) + 1 &&
            (reach?.right ?? 9e9) <= (track?.right ?? 0) + 1 &&
            (reach?.left ?? 9e9) <= (estimate?.right ?? 0) &&
            (estimate?.left ?? 9e9) <= (reach?.right ?? 0),
          isBeyond: (reach?.left ?? 0) > (limit?.left ?? 9e9),
        };
      }),
    );
    const { metrics } = sampleComparison().report.comparison;
    expect(rows).toEqual(
      metrics.map(({ name, low, tolerance }) => ({
        ...{ name, isInside: true, isBeyond: (low ?? 0) > tolerance },
      })),
    );
  });

  it('is read by keyboard and without seeing', async () => {
    const { page, complaints } = await openFile(browser, path);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(
      /Failed\s+shop:2 is worse than shop:1/,
    );
    const warm = page.getByRole('application', { name: /^Service time by percentile, warm/ });
    await warm.focus();
    await page.keyboard.press('Home');
    const said = page.locator('[aria-live=polite]', { hasText: '0%' });
    expect(await said.textContent()).toMatch(/^0%: old [\d.]+ ms, new [\d.]+ ms, old again /);
    const items = page.getByRole('listitem').filter({ hasText: 'p99' });
    expect(await items.first().innerText()).toMatch(/p99\s+\+[\d.]+% \(\+?.* to \+/);
    expect(complaints).toEqual([]);
  });

  it('is printed', async () => {
    const { page, complaints } = await openFile(browser, path, { colorScheme: 'dark' });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(30_000);
    expect(complaints).toEqual([]);
  });

  it('shows hostile texts as texts, and stays as wide as the window', async () => {
    const all = join(folder, 'hostile.html');
    const short = hostileTexts.filter((text) => text.length < 1000);
    const long = hostileTexts.filter((text) => text.length >= 1000);
    for (const text of [short.join('\n'), short.join(' '), ...long]) {
      const { report, runs } = hostileComparison(text);
      writeFileSync(all, htmlPage(comparisonDocument(report, runs)));
      const { page, complaints } = await openFile(browser, all, { width: 390 });
      expect(complaints).toEqual([]);
      const seen = await page.evaluate(() => ({
        elements: document.querySelectorAll('script, img, svg, iframe, a, b:not(dd b)').length,
        width: document.documentElement.scrollWidth,
        title: document.title,
      }));
      expect(seen).toMatchObject({ elements: 2, width: 390 });
      expect(seen.title).not.toBe('hacked');
    }
  }, 60_000);
});
