import { formatBytes, formatCount } from '../../core/quantity/format.js';
import type { ImportProgress } from '../../core/recording/files/import.js';
import { progressBar } from '../../results/draw/terminal/bar.js';

const barColumns = 24;

/** How far an import is: `━━━━━━──────  48%  2.4 of 5 GiB  1,234,567 events`, without the bar where the size is not known. */
export function progressLine({ readBytes, totalBytes, recordCount }: ImportProgress): string {
  const events = `${formatCount(recordCount)} events`;
  if (!totalBytes) return `${formatBytes(readBytes)}  ${events}`;
  const percent = Math.floor((100 * readBytes) / totalBytes);
  const of = `${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`;
  return `${progressBar(readBytes, totalBytes, barColumns)}  ${percent}%  ${of}  ${events}`;
}
