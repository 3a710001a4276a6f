import { hash } from 'node:crypto';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { openDatabase } from '../../core/database/open.js';
import type { Payload } from '../../core/invoke/client.js';
import { amzDate, type SigningKey, signingKey } from '../../core/invoke/sigv4.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import { ClosedLoop } from './closed-loop.js';
import { type BareJob, credentials, functionName, type Load, region, type Source } from './job.js';

/**
 * The loop that Reprise is held against: undici and, if asked, SigV4, and nothing else. No books, no
 * clock, no timeout, no outcome but "200 or not". One connection, one handler and one list of
 * headers for each invocation in flight, used again and again; payloads with their hashes in memory.
 */
export function runBareLoop(job: BareJob, started: () => void): Load {
  const payloads = loadPayloads(job);
  const loop = new BareLoop(new URL(job.url), payloads, job.client === 'signed');
  loop.start(job.concurrency);
  started();
  return loop;
}

/** A whole recording in memory. */
export function loadPayloads({ databasePath, recording }: Source): Payload[] {
  const database = openDatabase(databasePath, { readonly: true });
  const reader = new RecordingStore(database).reader(recording);
  const payloads = Array.from({ length: reader.count }, (_, position) => reader.get(position));
  database.close();
  return payloads;
}

const path = `/2015-03-31/functions/${functionName}/invocations`;
const unsignedHeaders = [
  'content-type',
  'application/octet-stream',
  'x-amz-invocation-type',
  'RequestResponse',
  'x-amz-log-type',
  'Tail',
];

/** Payloads in turn, for all that is in flight together. */
export class Turns {
  #next = 0;
  readonly #payloads: readonly Payload[];

  constructor(payloads: readonly Payload[]) {
    this.#payloads = payloads;
  }

  next(): Payload {
    const payload = this.#payloads[this.#next] as Payload;
    this.#next = this.#next + 1 === this.#payloads.length ? 0 : this.#next + 1;
    return payload;
  }
}

/** What a slot is told, and tells. */
export interface SlotLoop {
  readonly url: URL;
  readonly turns: Turns;
  readonly signer: Signer | undefined;
  answered: number;
  failed: number;
  /** The slot's invocation has ended. */
  free(slot: Slot): void;
}

class BareLoop extends ClosedLoop implements SlotLoop {
  readonly url: URL;
  readonly turns: Turns;
  readonly signer: Signer | undefined;

  constructor(url: URL, payloads: Payload[], isSigned: boolean) {
    super();
    this.url = url;
    this.turns = new Turns(payloads);
    this.signer = isSigned ? new Signer(url.host) : undefined;
  }

  start(concurrency: number): void {
    const connect = buildConnector({});
    for (let slot = 0; slot < concurrency; slot++) new Slot(this, connect).send();
  }
}

/** One invocation after the other on one connection; undici's handler in its older, cheaper form. */
export class Slot implements Dispatcher.DispatchHandler {
  readonly #loop: SlotLoop;
  readonly #client: Client;
  readonly #request: Dispatcher.DispatchOptions & { headers: string[] };
  #statusCode = 0;

  constructor(loop: SlotLoop, connect: buildConnector.connector) {
    this.#loop = loop;
    this.#client = new Client(loop.url.origin, {
      connect,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const headers = loop.signer ? loop.signer.headers() : [...unsignedHeaders];
    this.#request = { method: 'POST', path, headers };
  }

  send(): void {
    const payload = this.#loop.turns.next();
    this.#loop.signer?.sign(this.#request.headers, payload);
    this.#request.body = payload.bytes;
    this.#client.dispatch(this.#request, this);
  }

  onConnect(): void {}

  onHeaders(statusCode: number): boolean {
    this.#statusCode = statusCode;
    return true;
  }

  onData(): boolean {
    return true;
  }

  onComplete(): void {
    if (this.#statusCode === 200) this.#loop.answered += 1;
    else this.#loop.failed += 1;
    this.#loop.free(this);
  }

  onError(): void {
    this.#loop.failed += 1;
    this.#loop.free(this);
  }
}

/**
 * SigV4 with everything prepared that can be: the key of the day, the time of the second, the
 * canonical request around its three gaps.
 */
export class Signer {
  readonly #host: string;
  #second = 0;
  #date = '';
  #key: SigningKey | undefined;
  #canonicalStart = '';
  #canonicalMiddle = '';
  #canonicalEnd = '';
  #toSign = '';
  #authorization = '';

  constructor(host: string) {
    this.#host = host;
  }

  /** A list of one's own, to be filled by `sign`. */
  headers(): string[] {
    return ['authorization', '', 'x-amz-content-sha256', '', 'x-amz-date', '', ...unsignedHeaders];
  }

  sign(headers: string[], { bytes, sha256 }: Payload): void {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) this.#renew(second);
    const canonical = `${this.#canonicalStart}${bytes.length}${this.#canonicalMiddle}${sha256}${this.#canonicalEnd}${sha256}`;
    const signature = this.#key?.sign(this.#toSign + hash('sha256', canonical, 'hex'));
    headers[1] = this.#authorization + signature;
    headers[3] = sha256;
    headers[5] = this.#date;
  }

  #renew(second: number): void {
    const { accessKeyId, secretAccessKey } = credentials;
    const date = amzDate(second * 1000);
    const day = date.slice(0, 8);
    const scope = `${day}/${region}/lambda/aws4_request`;
    const names =
      'content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-invocation-type;x-amz-log-type';
    this.#second = second;
    this.#date = date;
    this.#key = signingKey(secretAccessKey, day, region, 'lambda');
    this.#canonicalStart = `POST\n${path}\n\ncontent-length:`;
    this.#canonicalMiddle = `\ncontent-type:application/octet-stream\nhost:${this.#host}\nx-amz-content-sha256:`;
    this.#canonicalEnd = `\nx-amz-date:${date}\nx-amz-invocation-type:RequestResponse\nx-amz-log-type:Tail\n\n${names}\n`;
    this.#toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n`;
    this.#authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`;
  }
}
