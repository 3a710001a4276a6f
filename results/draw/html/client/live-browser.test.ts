import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runDocument } from '../../../document/run-document.js';
import { sampleDetails } from '../../../document/sample-details.fixture.js';
import { sampleMeta, sampleReport } from '../../../document/sample-run.fixture.js';
import { LiveRun } from '../../../live/web/live-run.js';
import { PageServer } from '../../../live/web/page-server.js';
import { browserPath, inkOf, launchBrowser, openFile } from './browser.fixture.js';

/** A run whose seconds are told one by one, served as it goes. */
async function serveRun() {
  const { run } = sampleReport();
  const { endedAtMs: _, ...running } = run;
  const live = new LiveRun({ ...running, meta: sampleMeta(), status: 'running' });
  const server = new PageServer(() => live.page());
  const url = await server.listen(0);
  onTestFinished(() => server.close());
  const seconds = [...sampleDetails().intervals()];
  return {
    ...{ url, server },
    /** Lets so many seconds go by. */
    go(count: number): void {
      for (const second of seconds.splice(0, count)) live.add(second);
      server.refresh();
    },
    end: () => server.end(runDocument(sampleReport(), sampleDetails()), 'reprise-run.html'),
  };
}

async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 900 }, colorScheme, acceptDownloads: true },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  await page.goto(url);
  return { page, complaints };
}

const said = (page: Page): Promise<string> => page.locator('.live').innerText();

/** Where the cursor is and what the first plot says there. */
const cursorOf = (page: Page) =>
  page.evaluate(() => ({
    place: document.querySelector('.place')?.textContent,
    legend: document.querySelector('.legend')?.textContent,
    lines: document.querySelectorAll('.u-cursor-x:not(.u-off)').length,
    focus: document.activeElement?.getAttribute('aria-label')?.split('.')[0],
    scroll: scrollY,
  }));

/** All that can be read, but what depends on where the cursor is and on what was opened. */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('header, section')].map((part) => {
      const copy = part.cloneNode(true) as HTMLElement;
      for (const each of copy.querySelectorAll('.numbers, [aria-live]')) each.remove();
      return copy.textContent ?? '';
    }),
  );

const whereInstalled = describe.skipIf(!browserPath);

whereInstalled('a run in Chromium while it goes (skipped where there is none on the PATH)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-live-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it('grows, keeps what is looked at, and becomes the report, which can be saved', async () => {
    const run = await serveRun();
    const { page, complaints } = await open(browser, run.url);
    await expect.poll(() => said(page)).toBe('Live: the first second is still to come.');
    run.go(3);
    await expect.poll(() => said(page)).toBe('Live: 3s of 10.5s');
    await expect.poll(async () => (await inkOf(page)).length).toBeGreaterThanOrEqual(5);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/Still running/);

    await page.locator('summary', { hasText: 'Numbers' }).first().click();
    const response = page.getByRole('application', { name: /^Response time/ });
    await response.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const before = await cursorOf(page);
    expect(before).toMatchObject({ place: 'at 1s', focus: 'Response time' });
    expect(before.scroll).toBeGreaterThan(0);

    // In its sixth second errors come, and with them another plot.
    run.go(6);
    await expect.poll(() => said(page)).toBe('Live: 9s of 10.5s');
    const after = await cursorOf(page);
    expect(after).toMatchObject({
      ...{ place: 'at 1s', focus: 'Response time', legend: before.legend },
    });
    expect(after.lines).toBeGreaterThanOrEqual(before.lines);
    const rows = page.getByRole('table', { name: 'Rate in numbers' }).getByRole('row');
    expect(await rows.count()).toBe(10);

    await run.end();
    await expect.poll(() => said(page)).toMatch(/^The run has ended: this is its report\./);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/Failed/);
    expect(await cursorOf(page)).toMatchObject({ place: 'at 1s', focus: 'Response time' });

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save it as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('reprise-run.html');
    const path = join(folder, 'saved.html');
    await download.saveAs(path);
    expect(complaints).toEqual([]);

    const saved = await openFile(browser, path);
    expect(await inkOf(saved.page)).toHaveLength(7);
    expect(await saved.page.locator('.live').count()).toBe(0);
    expect(saved.complaints).toEqual([]);
    expect(readFileSync(path, 'utf8')).not.toContain('connect-src');
    // What grew is what is drawn at once.
    await response.focus();
    await page.keyboard.press('Escape');
    expect(await textsOf(page)).toEqual(await textsOf(saved.page));
  }, 60_000);

  it('stays zoomed in where it was', async () => {
    const run = await serveRun();
    run.go(6);
    const { page } = await open(browser, run.url);
    const plot = page.locator('.plot').first();
    await expect.poll(async () => (await inkOf(page)).length).toBeGreaterThanOrEqual(5);
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.locator('.u-over').boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await page.mouse.move(box.x + box.width * 0.1, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 50, { steps: 5 });
    await page.mouse.up();
    const shownAtRight = async (): Promise<string | null> => {
      await page.mouse.move(box.x + box.width - 3, box.y + 50, { steps: 3 });
      return page.locator('.place').first().textContent();
    };
    await expect.poll(shownAtRight).toBe('at 3s');
    run.go(3);
    await expect.poll(() => said(page)).toContain('9s');
    expect(await shownAtRight()).toBe('at 3s');
    await page.mouse.dblclick(box.x + box.width / 2, box.y + 50);
    await expect.poll(shownAtRight).toBe('at 8s');
  }, 60_000);

  it('follows the colour scheme, and draws anew in the other', async () => {
    const run = await serveRun();
    run.go(4);
    const { page, complaints } = await open(browser, run.url, 'dark');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(20, 23, 27)');
    run.go(2);
    await expect.poll(() => said(page)).toContain('6s');
    expect(await ground()).toBe('rgb(20, 23, 27)');
    expect(complaints).toEqual([]);
  }, 60_000);

  it('says when the connection is lost, and goes on when it is back, or says that it is over', async () => {
    const sockets = new Set<Socket>();
    const onRequest = (message: unknown): void => {
      const { request, socket } = message as { request: IncomingMessage; socket: Socket };
      if (request.url?.endsWith('/events')) sockets.add(socket);
    };
    subscribe('http.server.request.start', onRequest);
    onTestFinished(() => void unsubscribe('http.server.request.start', onRequest));
    const run = await serveRun();
    run.go(3);
    const { page } = await open(browser, run.url);
    await expect.poll(() => said(page)).toContain('3s');
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => said(page), { interval: 20 }).toMatch(/^The connection is lost/);
    run.go(2);
    await expect.poll(() => said(page), { timeout: 60_000 }).toBe('Live: 5s of 10.5s');
    expect(sockets.size).toBe(2);

    run.server.close();
    const other = new PageServer(() => runDocument(sampleReport(), sampleDetails()));
    await other.listen(Number(new URL(run.url).port));
    onTestFinished(() => other.close());
    await expect
      .poll(() => said(page), { timeout: 60_000 })
      .toMatch(/^Reprise does not answer any more/);
  }, 60_000);
});
