import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { htmlPage } from '../draw/html/page.js';
import { writeWhole } from '../output/output.js';
import type { Site } from './site.js';

/** Writes every page into a folder, made where it is missing; gives how many. Throws as `writeWhole` does. */
export function writeSite(site: Site, folder: string): number {
  mkdirSync(folder, { recursive: true });
  let written = 0;
  for (const place of site.places()) {
    const page = site.page(place);
    if (page === undefined) continue;
    writeWhole(join(folder, place), [htmlPage(page)]);
    written += 1;
  }
  return written;
}
