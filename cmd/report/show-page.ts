import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openInBrowser } from '../../results/draw/html/open-in-browser.js';

/** An output that may be the page: `FORMAT=FILE`. */
interface PageOutput {
  format: string;
  file: string;
}

/**
 * Opens the HTML file that was written, or has one written to the folder for temporary files, and says
 * where it is: with no browser that is what there is to do. `id` goes into that file's name.
 */
export async function showPage(
  outputs: readonly PageOutput[],
  id: string,
  write: (file: string) => void | Promise<void>,
): Promise<void> {
  const written = outputs.find(({ format, file }) => format === 'html' && file !== '-');
  const file = resolve(written?.file ?? join(tmpdir(), `reprise-${id}.html`));
  if (!written) await write(file);
  const isOpened = await openInBrowser(file);
  process.stderr.write(`${isOpened ? 'Opened' : 'No browser could be started. Open'} ${file}\n`);
}
