import { Recorder, type SettleRecord } from '../proxy/recorder.js';
import { startWriter } from '../proxy/writer.js';
import type { WriterJob } from '../proxy/writer-messages.js';
import type { EventSink } from './event-sink.js';
import type { RuntimeEvent } from './runtime-event.js';

/** Writes into a recording: an event when it is handed out, its outcome when that is known. */
export class RecordingSink implements EventSink {
  readonly #recorder: Recorder;
  readonly #open = new Map<string, SettleRecord>();

  private constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /**
   * Begins a recording. Throws `RepriseError` when its name is taken or the database cannot be used;
   * what goes wrong later is told to `onTrouble` in a sentence.
   */
  static async start(job: WriterJob, onTrouble: (message: string) => void): Promise<RecordingSink> {
    return new RecordingSink(new Recorder(await startWriter(job, onTrouble)));
  }

  begin({ requestId, event }: RuntimeEvent): SettleRecord {
    const settle = this.#recorder.add(event);
    this.#open.set(requestId, settle);
    return (outcome, tags) => {
      if (this.#open.delete(requestId)) settle(outcome, tags);
    };
  }

  async close(): Promise<void> {
    for (const [requestId, settle] of this.#open) settle({ requestId });
    await this.#recorder.close();
  }
}
