import type { CallRecording } from '../../core/proxy/record-calls.js';
import { formatCount, formatHz } from '../../core/quantity/format.js';

/** ECMA-48: back to the first column, and erase the line. */
const clearLine = '\r\u001b[K';

type Counts = CallRecording['counts'];

/** What comes through the proxy, on one line of a terminal that is drawn over; nothing where there is none. */
export class ProxyLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;
  #earlier: { atMs: number; invocations: number }[] = [];
  #isDrawn = false;

  constructor(stream: NodeJS.WriteStream, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  show(counts: Counts): void {
    if (!this.#stream.isTTY) return;
    this.#isDrawn = true;
    const text = proxyLine(counts, this.#rateHz(counts.invocations));
    this.#stream.write(clearLine + text.slice(0, this.#stream.columns));
  }

  clear(): void {
    if (this.#isDrawn) this.#stream.write(clearLine);
    this.#isDrawn = false;
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
    formatHz(Math.round(rateHz)),
    `${formatCount(inFlight)} in flight`,
  ];
  if (lost > 0) parts.push(`${formatCount(lost)} not recorded`);
  return parts.join('  ');
}
