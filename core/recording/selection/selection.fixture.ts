import type { Database } from '../../database/open.js';
import type { RecordedEvent } from '../event.js';
import { RecordingStore } from '../store/store.js';

/** Records some events under a name, as an import would. */
export function record(db: Database, name: string, events: readonly RecordedEvent[]): void {
  const store = new RecordingStore(db);
  const staged = store.stage();
  staged.append(events);
  store.publish(staged, name, 'refuse', {
    source: 'test',
    importedAtMs: 0,
    recordCount: events.length,
    skippedCount: 0,
  });
}

/** An event with a payload, captured some seconds after a fixed time. */
export function event(
  payload: unknown,
  seconds?: number,
  more: Partial<RecordedEvent> = {},
): RecordedEvent {
  return {
    payload: Buffer.from(JSON.stringify(payload)),
    ...(seconds !== undefined && { capturedAtUs: startUs + seconds * 1e6 }),
    ...more,
  };
}

/** 2026-11-20T10:00:00Z. */
export const startUs = Date.UTC(2026, 10, 20, 10) * 1000;
