// Makes docs/images/report.png, the picture in the README: runs the quickstart scenario, and
// photographs the top of its report. `npm run picture`; needs Chromium on the PATH.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = join(root, 'docs/images/report.png');
const folder = mkdtempSync(join(tmpdir(), 'reprise-picture-'));
const html = join(folder, 'report.html');

const executablePath = ['chromium', 'google-chrome']
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((path) => join(path, name)))
  .find((path) => existsSync(path));
if (!executablePath) throw new Error('There is no chromium and no google-chrome on the PATH.');

try {
  const run = ['dist/cmd/main.js', 'run', 'scenarios/quickstart.yaml', '--quiet'];
  const db = join(folder, 'reprise.db');
  execFileSync(process.execPath, [...run, '--db', db, '--out', `html=${html}`], {
    cwd: root,
    stdio: 'inherit',
  });
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
    ],
  });
  const viewport = { width: 1240, height: 1180 };
  const page = await browser.newPage({ viewport, colorScheme: 'light' });
  await page.goto(pathToFileURL(html).href);
  await page.locator('.plot canvas').last().waitFor();
  // From the verdict down to the first plots: what is seen without scrolling.
  const plots = await page.locator('.plots').first().boundingBox();
  const height = Math.round(plots ? plots.y + plots.height : viewport.height);
  await page.screenshot({
    path: picture,
    fullPage: true,
    clip: { x: 0, y: 0, width: 1240, height },
  });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
