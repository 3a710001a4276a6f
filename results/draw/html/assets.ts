import { existsSync, readFileSync } from 'node:fs';
import { RepriseError } from '../../../core/base/errors.js';

/** The page's own program and style, as text to be put into it. */
export interface PageAssets {
  script: string;
  style: string;
}

let loaded: PageAssets | undefined;

/** What `npm run build` made of `client/`. Throws `RepriseError` where it was not built. */
export function pageAssets(): PageAssets {
  loaded ??= {
    // The end tag would end the element, wherever it stands; in a string or a comment it may be written so.
    script: read('page.js').replaceAll('</script', '<\\/script').trim(),
    style: read('page.css').trim(),
  };
  return loaded;
}

/** Beside this file where it was built; in `dist` when this file is run from its source. */
function read(name: string): string {
  const places = [`client/${name}`, `../../../dist/results/draw/html/client/${name}`];
  const url = places.map((place) => new URL(place, import.meta.url)).find((at) => existsSync(at));
  if (url) return readFileSync(url, 'utf8');
  throw new RepriseError(`The report's page has not been built: ${name} is missing.`, {
    hint: 'Run npm run build.',
  });
}
