import { fstatSync, write } from 'node:fs';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { codeOf, messageOf, RepriseError } from '../../core/base/errors.js';
import { openPlace, type Place } from '../../core/base/place.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import { formatCount } from '../../core/quantity/format.js';
import { sampleHeader, sampleRow } from '../export/samples-csv.js';
import { describeFile } from './output.js';

/** What waits for a slow reader, in characters: some 300,000 rows. What comes while it is full is counted as lost. */
const maxWaiting = 64 * 1024 * 1024;

/** At the end a reader may take so long for the next piece before it is given up. */
const patienceMs = 10_000;

/**
 * A file, pipe or device that every invocation of a run is written to while it goes, as CSV, zipped
 * where its name ends in `.gz`. Nothing here makes a sender wait: a slow reader costs rows, which are
 * counted.
 */
export class SampleFile {
  readonly #file: string;
  readonly #place: Place;
  readonly #isPipe: boolean;
  /** What rows are given to, and what leaves for the file: two where they are zipped between. */
  readonly #head: Writable;
  readonly #sink: Writable & { bytesWritten: number };
  readonly #maxWaiting: number;
  #failure: unknown;
  #written = 0;
  #lost = 0;

  /** Throws `RepriseError` where it cannot be written. A pipe is opened when it has a reader. */
  constructor(file: string, limit = maxWaiting) {
    this.#file = file;
    this.#maxWaiting = limit;
    try {
      this.#place = openPlace(file === '-' ? '/dev/stdout' : file);
    } catch (error) {
      throw cannotWrite(file, error);
    }
    const { descriptor: fd } = this.#place;
    const stats = fstatSync(fd);
    this.#isPipe = stats.isFIFO() || stats.isSocket();
    this.#sink = this.#isPipe
      ? new Socket({ fd, readable: false, writable: true })
      : new DescriptorSink(fd);
    this.#sink.on('error', this.#fail);
    this.#head = file.endsWith('.gz') ? createGzip() : this.#sink;
    if (this.#head !== this.#sink) this.#head.on('error', this.#fail).pipe(this.#sink);
    this.#head.write(sampleHeader);
  }

  /** Takes rows, or counts them as lost. */
  add(samples: readonly KeptSample[], workloads: readonly PlannedWorkload[]): void {
    const { length } = samples;
    if (this.#failure !== undefined || this.#head.writableLength > this.#maxWaiting) {
      this.#lost += length;
      return;
    }
    const text = samples.map((sample) => sampleRow(sample, workloads)).join('');
    this.#head.write(text, (error) => {
      if (!error) this.#written += length;
    });
  }

  /**
   * Writes what waits, and closes. Of `ended` invocations, says in a sentence how many have no row;
   * undefined where none is missing. Throws `RepriseError` where a file could not be written; that a
   * reader went away is its right.
   */
  async end(ended: number): Promise<string | undefined> {
    if (this.#failure === undefined) await this.#finish();
    const failure = this.#failure;
    if (!this.#isPipe) {
      if (failure === undefined) this.#place.keep();
      else this.#discardPlace();
    }
    if (failure !== undefined && codeOf(failure) !== 'EPIPE')
      throw cannotWrite(this.#file, failure);
    const missing = ended - this.#written;
    if (missing <= 0) return undefined;
    const why = failure === undefined ? 'its reader was too slow' : 'its reader went away';
    return `${formatCount(missing)} of ${formatCount(ended)} invocations have no row in ${describeFile(this.#file)}: ${this.#lost === 0 && failure === undefined ? 'the thread or worker that sent them was lost' : why}.`;
  }

  /** Of a run that did not come to be: leaves the place as it was. */
  discard(): void {
    this.#fail(undefined);
    if (!this.#isPipe) this.#discardPlace();
  }

  /** A descriptor that is closed under a write is another file's by the time that the write comes. */
  #discardPlace(): void {
    const discard = (): void => this.#place.discard();
    if (this.#sink instanceof DescriptorSink) this.#sink.whenIdle(discard);
    else discard();
  }

  readonly #fail = (error: unknown): void => {
    this.#failure ??= error;
    this.#head.destroy();
    this.#sink.destroy();
  };

  /** Waits for as long as the reader reads. */
  async #finish(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#sink.once('finish', resolve).once('close', resolve);
    });
    this.#head.end();
    let isOver = false;
    void closed.then(() => {
      isOver = true;
    });
    let seen = -1;
    while (!isOver) {
      const { bytesWritten } = this.#sink;
      if (bytesWritten === seen)
        this.#fail(Object.assign(new Error('nobody reads'), { code: 'EPIPE' }));
      seen = bytesWritten;
      const patience = new AbortController();
      const waited = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([closed, waited]);
      patience.abort();
    }
  }
}

/** Writes to a file whose descriptor somebody else closes, as Node's own stream of files does not. */
class DescriptorSink extends Writable {
  bytesWritten = 0;
  readonly #descriptor: number;
  #isWriting = false;
  #idle: (() => void) | undefined;

  constructor(descriptor: number) {
    super();
    this.#descriptor = descriptor;
  }

  /** Calls back once no write is on its way: at once where none is. */
  whenIdle(then: () => void): void {
    if (this.#isWriting) this.#idle = then;
    else then();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#isWriting = true;
    write(this.#descriptor, chunk, 0, chunk.length, null, (error, written) => {
      this.#isWriting = false;
      this.#idle?.();
      if (this.destroyed) return;
      if (error) {
        done(error);
        return;
      }
      this.bytesWritten += written;
      if (written === chunk.length) done();
      else this._write(chunk.subarray(written), '', done);
    });
  }
}

function cannotWrite(file: string, error: unknown): RepriseError {
  return new RepriseError(`Cannot write ${describeFile(file)}: ${messageOf(error)}`, {
    hint: 'Name a place where files may be written; the run itself is in the database.',
    cause: error,
  });
}
