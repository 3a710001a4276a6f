import { drawTerminal } from '../../results/draw/terminal/draw-document.js';
import {
  type DocumentOutput,
  type Shown,
  writeDocumentOutputs,
} from '../../results/output/document-outputs.js';
import { layoutOf } from '../../results/output/print-report.js';
import { showPage } from './show-page.js';

/**
 * Shows a comparison or a capacity search: the text for people, every output, and the page in a browser
 * where that is asked for; `id` goes into its name. Throws `RepriseError` for a file that cannot be
 * written.
 */
export async function printDocument(
  shown: Shown,
  outputs: readonly DocumentOutput[],
  { id, isOpened }: { id: string; isOpened: boolean },
): Promise<void> {
  const stream = outputs.some(({ file }) => file === '-') ? process.stderr : process.stdout;
  stream.write(drawTerminal(shown.document, layoutOf(stream)));
  await writeDocumentOutputs(outputs, shown);
  if (!isOpened) return;
  await showPage(outputs, id, (file) => writeDocumentOutputs([{ format: 'html', file }], shown));
}
