import { isSampled } from '../../recorder/sample.js';
import type { SettleRecord } from '../proxy/recorder.js';
import type { EventSink } from './event-sink.js';
import type { RuntimeEvent } from './runtime-event.js';

/** Which events are handed on, and whom to tell of those that are too long. */
export interface FilterOptions {
  /** 0 to 1, drawn by the request id as `isSampled` does: a retried event each time or never. */
  share: number;
  /** Events with longer payloads are left out, with a sentence. */
  maxPayloadBytes: number;
  onTrouble: (message: string) => void;
}

const ignored: SettleRecord = () => {};

/** Hands on to another sink a share of the events, and none that is too long. */
export class FilteringSink implements EventSink {
  readonly #sink: EventSink;
  readonly #options: FilterOptions;

  constructor(sink: EventSink, options: FilterOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  begin(taken: RuntimeEvent): SettleRecord {
    const { share, maxPayloadBytes, onTrouble } = this.#options;
    const { requestId, event } = taken;
    if (!isSampled(requestId, share)) return ignored;
    if (event.payload.length <= maxPayloadBytes) return this.#sink.begin(taken);
    onTrouble(
      `skipped an event: ${event.payload.length} bytes, max-bytes ${maxPayloadBytes}, request ${requestId}`,
    );
    return ignored;
  }

  close(): Promise<void> {
    return this.#sink.close();
  }
}
