import type { CallRecording } from '../../core/proxy/record-calls.js';
import { formatCount, formatHz } from '../../core/quantity/format.js';
import { StatusLine } from './status-line.js';

type Counts = CallRecording['counts'];

/** What comes through the proxy, on one line of a terminal that is drawn over; nothing where there is none. */
export class ProxyLine {
  readonly #line: StatusLine;
  readonly #now: () => number;
  #earlier: { atMs: number; invocations: number }[] = [];

  constructor(stream: NodeJS.WriteStream, now: () => number = () => performance.now()) {
    this.#line = new StatusLine(stream, now);
    this.#now = now;
  }

  show(counts: Counts): void {
    const rateHz = this.#rateHz(counts.invocations);
    this.#line.show(() => proxyLine(counts, rateHz));
  }

  clear(): void {
    this.#line.clear();
  }

  /** Over the last two seconds. */
  #rateHz(invocations: number): number {
    const atMs = this.#now();
    this.#earlier = this.#earlier.filter((point) => atMs - point.atMs <= 2000);
    this.#earlier.push({ atMs, invocations });
    const [first] = this.#earlier;
    if (first === undefined || first.atMs === atMs) return 0;
    return ((invocations - first.invocations) * 1000) / (atMs - first.atMs);
  }
}

/** `1,234 invocations  20/s  3 in flight`, and what is wrong, if anything is. */
export function proxyLine({ invocations, inFlight, lost }: Counts, rateHz: number): string {
  const parts = [
    `${formatCount(invocations)} invocations`,
    // Whole numbers flicker less; below 1/s they would say that nothing comes.
    formatHz(rateHz < 1 ? rateHz : Math.round(rateHz)),
    `${formatCount(inFlight)} in flight`,
  ];
  if (lost > 0) parts.push(`${formatCount(lost)} not recorded`);
  return parts.join('  ');
}
