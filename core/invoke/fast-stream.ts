import { FastInvocation } from './fast-invocation.js';
import type { Outcome } from './outcome.js';
import { isEventStream, StreamedAnswer, unstreamed } from './streamed-answer.js';
import { transportError } from './transport-error.js';

/** One streamed invocation on its way: as any other, until the head of an event stream has come. */
export class FastStream extends FastInvocation {
  readonly #sentMs = performance.now();
  #answer: StreamedAnswer | undefined;

  override onHeaders(statusCode: number, rawHeaders: Buffer[]): boolean {
    super.onHeaders(statusCode, rawHeaders);
    if (!isEventStream(statusCode, this.headers)) return true;
    this.#answer = new StreamedAnswer({
      ...{ statusCode, headers: this.headers, sentMs: this.#sentMs },
      keepResponse: this.client.keepResponses,
      idleTimeoutMs: this.client.streamIdleTimeoutMs,
      onStall: (error) => this.#giveUp(error),
    });
    return true;
  }

  override onData(chunk: Buffer): boolean {
    if (this.#answer === undefined) return super.onData(chunk);
    if (!this.#answer.push(chunk)) this.cutShort();
    return true;
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
