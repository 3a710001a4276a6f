import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../core/database/open.js';
import type { RecordedEvent } from '../core/recording/event.js';
import { RecordingStore } from '../core/recording/store/store.js';
import { BenchServer, type ServerOptions } from './server/bench-server.js';

/** The name that recordings have in their databases. */
export const recordingName = 'benchmark';

/** Some 200 bytes of JSON, no two alike. */
export function payloadText(n: number): string {
  return JSON.stringify({
    orderId: `order-${String(n).padStart(10, '0')}`,
    customer: { id: n % 9973, country: 'SE', segment: 'returning' },
    items: [
      { sku: `A-${n % 89}`, quantity: 1 + (n % 3), price: 19.9 },
      { sku: `B-${n % 97}`, quantity: 1, price: 4.5 },
    ],
    total: 24.4 + (n % 100),
  });
}

/** The folder in which one run of the benchmarks has its databases and servers. */
export class Workspace {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  readonly #databases = new Map<number, string>();
  readonly #servers: BenchServer[] = [];

  /** A database with a recording of so many events, a millisecond apart; made when first asked for. */
  databaseOf(events: number): string {
    const known = this.#databases.get(events);
    if (known) return known;
    const path = join(this.folder, `${events}.db`);
    record(path, events);
    this.#databases.set(events, path);
    return path;
  }

  async startServer(options?: ServerOptions): Promise<BenchServer> {
    const server = await BenchServer.start(this.folder, options);
    this.#servers.push(server);
    return server;
  }

  /** Ends the servers and deletes the folder. */
  close(): void {
    for (const server of this.#servers) server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const firstUs = Date.UTC(2026, 0, 1) * 1000;
const batch = 5000;

function record(path: string, events: number): void {
  const database = openDatabase(path);
  const store = new RecordingStore(database);
  const staged = store.stage();
  for (let from = 0; from < events; from += batch) {
    const count = Math.min(batch, events - from);
    staged.append(Array.from({ length: count }, (_, i) => eventOf(from + i)));
  }
  store.publish(staged, recordingName, 'refuse', {
    source: 'benchmark',
    importedAtMs: 0,
    recordCount: events,
    skippedCount: 0,
  });
  database.close();
}

function eventOf(n: number): RecordedEvent {
  return { payload: Buffer.from(payloadText(n)), capturedAtUs: firstUs + n * 1000 };
}
