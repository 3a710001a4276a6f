import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { installed } from '../../../export/installed.fixture.js';

/** Debian's Chromium or another that is on the PATH; undefined where there is none. */
export const browserPath = installed('chromium', 'google-chrome', 'google-chrome-stable');

/** Chromium as a program of its own, which asks nobody for anything. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
}

/** A page of the browser with the network off, and all that it complained of. */
export interface OpenPage {
  page: Page;
  /** Console messages, uncaught errors and requests other than for the file itself. */
  complaints: string[];
  /** From the navigation's start until every plot was there. */
  drawnMs: number;
}

/** Opens a file from disk. */
export async function openFile(
  browser: Browser,
  path: string,
  options: { width?: number; colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenPage> {
  const { width = 1280, colorScheme = 'light' } = options;
  const context: BrowserContext = await browser.newContext({
    ...{ viewport: { width, height: 900 }, colorScheme, offline: true },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== `file://${path}`) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${path}`);
  await page.waitForFunction(
    () =>
      document.querySelectorAll('.plot').length ===
      document.querySelectorAll('.plot canvas').length,
  );
  const drawnMs = await page.evaluate(() => performance.now());
  return { page, complaints, drawnMs };
}

/** The widths and colour schemes that every page is looked at in. */
export const looks = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** How many of all pixels of each plot are not its ground, by canvas. */
export function inkOf(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      let inked = 0;
      for (let at = 3; at < (data?.length ?? 0); at += 4) if ((data?.[at] ?? 0) > 0) inked += 1;
      return inked;
    }),
  );
}
