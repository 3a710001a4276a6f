import { formatBytes, formatCount } from '../../core/quantity/format.js';
import type { ImportProgress } from '../../core/recording/import.js';
import { progressBar } from '../../results/terminal/bar.js';

const barColumns = 24;
const redrawMs = 100;

/** ECMA-48: back to the first column, and erase the line. */
const clearLine = '\r\u001b[K';

/** How far an import is, on one line of a terminal that is drawn over; nothing where there is none. */
export class ImportBar {
  readonly #stream: NodeJS.WriteStream;
  #drawnAtMs = Date.now();
  #isDrawn = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(progress: ImportProgress): void {
    if (!this.#stream.isTTY || Date.now() - this.#drawnAtMs < redrawMs) return;
    this.#drawnAtMs = Date.now();
    this.#isDrawn = true;
    this.#stream.write(clearLine + progressLine(progress).slice(0, this.#stream.columns));
  }

  clear(): void {
    if (this.#isDrawn) this.#stream.write(clearLine);
    this.#isDrawn = false;
  }
}

/** `━━━━━━──────  48 %  2.4 of 5 GiB  1,234,567 events`, without the bar where the size is not known. */
export function progressLine({ readBytes, totalBytes, recordCount }: ImportProgress): string {
  const events = `${formatCount(recordCount)} events`;
  if (!totalBytes) return `${formatBytes(readBytes)}  ${events}`;
  const percent = Math.floor((100 * readBytes) / totalBytes);
  const of = `${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`;
  return `${progressBar(readBytes, totalBytes, barColumns)}  ${percent} %  ${of}  ${events}`;
}
