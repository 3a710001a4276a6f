import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../core/database/open.js';
import { Site } from '../../../site/site.js';
import { storeTwentyRuns } from '../../../site/twenty-runs.fixture.js';
import { writeSite } from '../../../site/write-site.js';
import { browserPath, inkOf, launchBrowser, looks } from './browser.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!browserPath)(
  'the files in Chromium (skipped where there is none on the PATH)',
  () => {
    const out = join(folder, 'site');
    let browser: Browser;
    let ids: string[];
    beforeAll(async () => {
      const db = openDatabase(join(folder, 'reprise.db'));
      ids = storeTwentyRuns(db);
      expect(writeSite(new Site(db, 200), out)).toBe(1 + 20 + 1 + 19);
      db.close();
      expect(readdirSync(out)).toHaveLength(41);
      browser = await launchBrowser();
    }, 60_000);
    afterAll(() => browser?.close());

    it.each(looks)(
      'fit the window and draw every plot: %j',
      async ({ width, colorScheme }) => {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(`file://${join(out, 'index.html')}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await page.getByRole('link', { name: 'checkout nightly' }).first().press('Enter');
        await page.waitForFunction(() => document.querySelectorAll('.plot canvas').length === 11);
        for (const ink of await inkOf(page)) expect(ink).toBeGreaterThan(500);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        await page.getByRole('application', { name: /^Response p50/ }).press('End');
        expect(await page.locator('[aria-live]').first().textContent()).toContain(
          `Run 20, ${ids[19]}`,
        );
        await page.getByRole('link', { name: 'All runs' }).press('Enter');
        await page.getByRole('heading', { level: 1, name: /20 runs/ }).waitFor();
        expect(complaints).toEqual([]);
        await page.close();
      },
      60_000,
    );
  },
);
