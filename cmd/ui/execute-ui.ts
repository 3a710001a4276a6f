import { withDatabase } from '../../core/database/with-database.js';
import { parseCount, parseCountBetween } from '../../core/quantity/count.js';
import { formatCount } from '../../core/quantity/format.js';
import { openInBrowser } from '../../results/draw/html/open-in-browser.js';
import { Site } from '../../results/site/site.js';
import { SiteServer } from '../../results/site/site-server.js';
import { writeSite } from '../../results/site/write-site.js';

interface UiRequest {
  port: string | undefined;
  open: boolean;
  limit: string | undefined;
  out: string | undefined;
}

const usualLimit = 200;

/** Writes the pages, or serves them until it is interrupted. Throws `RepriseError`. */
export async function ui(
  databasePath: string,
  { port, open, limit, out }: UiRequest,
): Promise<void> {
  const runs = limit === undefined ? usualLimit : parseCount(limit);
  await withDatabase(databasePath, { readonly: true }, async (database) => {
    const site = new Site(database, runs, { hasAnyPair: out === undefined });
    if (out !== undefined) {
      const written = writeSite(site, out);
      process.stdout.write(`Wrote ${formatCount(written)} pages to ${out}: open index.html.\n`);
      return;
    }
    await serve(site, port === undefined ? 0 : parseCountBetween(1, 65_535)(port), open);
  });
}

async function serve(site: Site, port: number, isOpened: boolean): Promise<void> {
  const server = new SiteServer(site);
  const url = await server.listen(port);
  process.stdout.write(`Look at ${url}\nCtrl-C ends it.\n`);
  if (isOpened && !(await openInBrowser(url))) {
    process.stderr.write('No browser could be started.\n');
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  server.close();
}
