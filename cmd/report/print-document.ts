import { drawSummary } from '../../results/draw/terminal/draw-document.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import {
  type DocumentOutput,
  type Shown,
  writeDocumentOutputs,
} from '../../results/output/document-outputs.js';
import { layoutOf } from '../../results/output/print-report.js';
import { showPage } from './show-page.js';

/** How the command line wants it shown. */
export interface ShownHow {
  /** In a browser too. */
  isOpened: boolean;
  summary: SummaryLength;
}

/**
 * Shows a comparison or a capacity search: as much of its text as `summary` says, every output, and the
 * page in a browser where that is asked for; `id` goes into its name. Throws `RepriseError` for a file that cannot be
 * written.
 */
export async function printDocument(
  shown: Shown,
  outputs: readonly DocumentOutput[],
  { id, isOpened, summary }: { id: string } & ShownHow,
): Promise<void> {
  const stream = outputs.some(({ file }) => file === '-') ? process.stderr : process.stdout;
  stream.write(drawSummary(shown.document, summary, layoutOf(stream)));
  await writeDocumentOutputs(outputs, shown);
  if (!isOpened) return;
  await showPage(outputs, id, (file) => writeDocumentOutputs([{ format: 'html', file }], shown));
}
