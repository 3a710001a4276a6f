import type { AnswerHeaders } from './answer.js';
import { FastInvocation } from './fast-invocation.js';
import type { Outcome } from './outcome.js';
import { isEventStream, StreamedAnswer, unstreamed } from './streamed-answer.js';
import { transportError } from './transport-error.js';

/** One streamed invocation on its way: as any other, until the head of an event stream has come. */
export class FastStream extends FastInvocation {
  readonly #sentMs = performance.now();
  #answer: StreamedAnswer | undefined;

  override head(statusCode: number, headers: AnswerHeaders): void {
    super.head(statusCode, headers);
    if (!isEventStream(statusCode, headers)) return;
    this.#answer = new StreamedAnswer({
      ...{ statusCode, headers, sentMs: this.#sentMs },
      keepResponse: this.client.keepResponses,
      idleTimeoutMs: this.client.streamIdleTimeoutMs,
      onStall: (error) => this.#giveUp(error),
    });
  }

  override body(bytes: Buffer, from: number, to: number): void {
    if (this.#answer === undefined) super.body(bytes, from, to);
    else if (!this.#answer.push(bytes.subarray(from, to))) this.cutShort();
  }

  override cut(outcome: Outcome): void {
    const cutOff = outcome.kind === 'transportError' ? this.#answer?.broken(outcome) : undefined;
    this.#answer?.close();
    super.cut(cutOff ?? outcome);
  }

  protected override outcome(): Outcome {
    return this.#answer?.outcome() ?? unstreamed(super.outcome(), this.headers);
  }

  protected override failure(error: Error): Outcome {
    const failure = transportError(error);
    return this.#answer?.broken(failure) ?? failure;
  }

  #giveUp(error: Outcome): void {
    this.client.inFlight.remove(this);
    super.cut(error);
  }
}
