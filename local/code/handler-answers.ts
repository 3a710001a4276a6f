import type { EmptyLoop } from './empty-loop.js';
import type { LogError } from './handler-console.js';

/** Ends an invocation: with an error unless that is null or undefined, else with a result. */
export type Callback = (error?: unknown, result?: unknown) => void;

/** What the answers of one invocation act on. */
export interface AnswerTools {
  loop: EmptyLoop;
  logError: LogError;
  postResponse: (result: unknown) => void;
  postError: (error: unknown) => void;
  /** Asks for the next invocation. */
  next: () => void;
}

/**
 * The ways in which a handler answers. The first that is used counts, whatever the handler's
 * parameters are, and only the callback waits for an empty event loop. Held against AWS's own
 * runtime client, down to what happens in between: `handler-answers.test.ts`.
 */
export class Answers {
  waitsForEmptyLoop = true;
  readonly callback: Callback;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error?: unknown) => void;
  readonly done: Callback;
  readonly #tools: AnswerTools;
  #isUsed = false;
  #isComplete = false;

  constructor(tools: AnswerTools) {
    this.#tools = tools;
    this.callback = this.#first((error, result) => this.#callBack(error, result));
    this.done = this.#first((error, result) => this.#end(error, result));
    this.succeed = this.#first((result) => this.#end(null, result));
    this.fail = this.#first((error) => this.#end(error ?? 'handled', null));
  }

  /** The invocation has been answered in another way. */
  complete(): void {
    this.#isComplete = true;
  }

  /** An answer that could not be given, as one that JSON cannot say, leaves the next its chance. */
  #first(answer: Callback): Callback {
    return (...values) => {
      if (this.#isUsed) return;
      answer(...values);
      this.#isUsed = true;
    };
  }

  #callBack(error: unknown, result: unknown): void {
    const isError = error !== undefined && error !== null;
    if (isError || !this.waitsForEmptyLoop) {
      this.#end(error, result);
      return;
    }
    this.#tools.loop.set(() => setImmediate(() => this.#respond(result)));
  }

  #end(error: unknown, result: unknown): void {
    const { loop, logError, postError, next } = this.#tools;
    loop.reset();
    if (error === undefined || error === null) {
      this.#respond(result);
      return;
    }
    logError('Invoke Error', error);
    postError(error);
    next();
  }

  #respond(result: unknown): void {
    if (this.#isComplete) {
      console.error(
        'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
      );
      return;
    }
    this.complete();
    this.#tools.postResponse(result);
    this.#tools.next();
  }
}
