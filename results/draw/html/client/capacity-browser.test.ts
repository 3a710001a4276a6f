import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleCapacity } from '../../../document/capacity/sample-capacity.fixture.js';
import { capacityDocument } from '../../../document/capacity-document.js';
import { hostileTexts } from '../../hostile.fixture.js';
import { htmlPage } from '../page.js';
import { browserPath, inkOf, launchBrowser, looks, openFile } from './browser.fixture.js';

const whereInstalled = describe.skipIf(!browserPath);

whereInstalled('a capacity search in Chromium (skipped where there is none on the PATH)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-capacity-'));
  const path = join(folder, 'capacity.html');
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(path, htmlPage(capacityDocument(sampleCapacity())));
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(looks)('is drawn at $width pixels, $colorScheme, without a complaint', async (look) => {
    const { page, complaints } = await openFile(browser, path, look);
    const ink = await inkOf(page);
    expect(ink).toHaveLength(3);
    for (const inked of ink) expect(inked).toBeGreaterThan(1000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.width);
    expect(statSync(path).size).toBeLessThan(300_000);
    expect(complaints).toEqual([]);
  });

  it('is read by keyboard and without seeing, and printed', async () => {
    const { page, complaints } = await openFile(browser, path);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(
      /Failed\s+checkout sustains 48\/s/,
    );
    await page.getByRole('application', { name: /^Asked for and served/ }).focus();
    await page.keyboard.press('End');
    const said = page.locator('[aria-live=polite]', { hasText: '80/s:' });
    expect(await said.textContent()).toBe('80/s: sent 80/s, served 49/s, throttled 31/s');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(complaints).toEqual([]);
  });

  it('shows hostile texts as texts, and stays as wide as the window', async () => {
    const all = join(folder, 'hostile.html');
    const short = hostileTexts.filter((text) => text.length < 1000).join(' ');
    for (const text of [short, ...hostileTexts.filter((text) => text.length >= 1000)]) {
      writeFileSync(all, htmlPage(capacityDocument(sampleCapacity(text))));
      const { page, complaints } = await openFile(browser, all, { width: 390 });
      expect(complaints).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await page.title()).not.toBe('hacked');
    }
  }, 60_000);
});
