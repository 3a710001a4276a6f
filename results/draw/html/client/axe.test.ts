import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../core/database/open.js';
import { importRecording } from '../../../../core/recording/files/import.js';
import { sampleCapacity } from '../../../document/capacity/sample-capacity.fixture.js';
import { capacityDocument } from '../../../document/capacity-document.js';
import { runDocument } from '../../../document/run-document.js';
import { sampleDetails } from '../../../document/sample-details.fixture.js';
import { sampleReport } from '../../../document/sample-run.fixture.js';
import { places } from '../../../site/place.js';
import { Site } from '../../../site/site.js';
import { storeTwentyRuns } from '../../../site/twenty-runs.fixture.js';
import { htmlPage } from '../page.js';
import { browserPath, launchBrowser, openFile } from './browser.fixture.js';

/** Its rules, those of WCAG 2.2 AA and its best practices; undefined where it is not installed. */
const axe = axeSource();

function axeSource(): string | undefined {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch {
    return undefined;
  }
}

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}

/** Each rule that is broken, with the first element that breaks it. */
async function violationsOf(page: Page, options: { runOnly?: string[] }): Promise<string[]> {
  const how = JSON.stringify({ ...options, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResult>(`axe.run(${how})`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

const whereInstalled = describe.skipIf(!browserPath || !axe);

whereInstalled('axe-core finds nothing (skipped without Chromium or axe-core)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-axe-'));
  let browser: Browser;
  let pages: Record<string, () => string>;

  beforeAll(async () => {
    const db = openDatabase(join(folder, 'reprise.db'));
    const ids = storeTwentyRuns(db);
    const source = new URL('../../../../scenarios/events/friday.jsonl', import.meta.url).pathname;
    await importRecording(db, { source, name: 'friday' });
    const site = new Site(db, 200);
    const [old = '', now = ''] = ids.slice(12);
    const served = (place: string) => () => {
      const page = site.page(place);
      if (page === undefined) throw new Error(`There is no page ${place}`);
      return htmlPage(page);
    };
    pages = {
      index: served(places.index),
      run: served(places.run(old)),
      overlay: served(places.overlay(old, now)),
      recording: served(places.recording('friday')),
      trend: served(places.trend('checkout nightly')),
      report: () => htmlPage(runDocument(sampleReport(), sampleDetails())),
      capacity: () => htmlPage(capacityDocument(sampleCapacity())),
    };
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['index', 'run', 'overlay', 'recording', 'trend', 'report', 'capacity'])(
    'on the page: %s',
    async (name) => {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, pages[name]?.() ?? '');
      const { page } = await openFile(browser, path);
      // One table of numbers stands for all: there are thousands of cells in the others.
      const [numbers] = await page.locator('details.numbers > summary').all();
      await numbers?.click();
      await page.evaluate(axe ?? '');
      const found = await violationsOf(page, {});
      await page.emulateMedia({ colorScheme: 'dark' });
      // Nothing but the colors has changed.
      const inDark = await violationsOf(page, { runOnly: ['color-contrast'] });
      expect({ found, inDark }).toEqual({ found: [], inDark: [] });
    },
    60_000,
  );
});
