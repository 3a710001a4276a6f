import { type AnswerHeaders, answerTable } from '../../core/invoke/answer.js';
import type { Payload } from '../../core/invoke/client.js';
import { CredentialSource } from '../../core/invoke/credential-source.js';
import { RequestTemplate } from '../../core/invoke/request-template.js';
import { checkTarget } from '../../core/invoke/target.js';
import {
  type ConnectionSettings,
  type Exchange,
  type RequestSocket,
  WireConnection,
} from '../../core/wire/connection.js';
import { Dialer } from '../../core/wire/dial.js';
import { loadPayloads, Turns } from './bare-loop.js';
import { ClosedLoop } from './closed-loop.js';
import { type BareJob, credentials, functionName, type Load, region } from './job.js';

/** The loop of `core/wire` alone: its parser, the template's signature, and no books. */
export function runWireLoop(job: BareJob, started: () => void): Load {
  const loop = new WireLoop(job);
  loop.start(job.concurrency, started);
  return loop;
}

class WireLoop extends ClosedLoop {
  readonly turns: Turns;
  readonly #url: URL;

  constructor(job: BareJob) {
    super();
    this.#url = new URL(job.url);
    this.turns = new Turns(loadPayloads(job));
  }

  async start(concurrency: number, started: () => void): Promise<void> {
    const template = new RequestTemplate({
      target: checkTarget({ functionName, invocationType: 'RequestResponse', logType: 'Tail' }),
      ...{ url: this.#url, region },
      credentials: await CredentialSource.open(() => Promise.resolve(credentials)),
    });
    const settings = {
      dialer: new Dialer({ origin: this.#url, timeoutMs: 10_000 }),
      ...{ table: answerTable, empty: () => ({}) },
    };
    for (let slot = 0; slot < concurrency; slot++) new Slot(this, template, settings).send();
    started();
  }
}

class Slot implements Exchange<AnswerHeaders> {
  readonly #loop: WireLoop;
  readonly #template: RequestTemplate;
  readonly #connection: WireConnection<AnswerHeaders>;
  #payload: Payload | undefined;
  #statusCode = 0;

  constructor(
    loop: WireLoop,
    template: RequestTemplate,
    settings: ConnectionSettings<AnswerHeaders>,
  ) {
    this.#loop = loop;
    this.#template = template;
    this.#connection = new WireConnection(settings, () => {});
  }

  send(): void {
    this.#payload = this.#loop.turns.next();
    this.#connection.send(this);
  }

  writeTo(socket: RequestSocket): void {
    if (this.#payload) this.#template.writeTo(socket, this.#payload, Date.now());
  }

  head(statusCode: number): void {
    this.#statusCode = statusCode;
  }

  body(): void {}

  end(): void {
    if (this.#statusCode === 200) this.#loop.answered += 1;
    else this.#loop.failed += 1;
    this.#loop.free(this);
  }

  failed(): void {
    this.#loop.failed += 1;
  }
}
