import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { LocalFunction, LocalLambdaConfig } from './config.js';
import { observe } from './observed-lambda.fixture.js';
import { differences, type RecordedKey } from './recordings.fixture.js';
import { startTestLambda, type TestLambda } from './test-lambda.fixture.js';

/** A recorded test, told again: which functions there are, and the calls in their order. */
export interface RecordedScript {
  functions: Record<string, LocalFunction>;
  config?: Partial<LocalLambdaConfig>;
  play(replay: Replay): Promise<void>;
}

/** An answer of the local Lambda, and in what it differs from the one that was recorded. */
export interface ReplayedAnswer {
  recorded: RecordedKey;
  differences: string[];
}

/** Those who recorded created their functions with an empty environment, which is a setting of theirs. */
const noEnvironment = '.Environment: missing';

/** Sends what was sent to the service, and holds each answer against the recorded one. */
export class Replay {
  readonly answers: ReplayedAnswer[] = [];
  readonly local: TestLambda;
  readonly #test: string;

  private constructor(local: TestLambda, test: string) {
    this.local = local;
    this.#test = test;
  }

  /** Plays a script against a local Lambda of its own. */
  static async of(test: string, { functions, config, play }: RecordedScript) {
    const replay = new Replay(await startTestLambda(functions, config), test);
    try {
      await play(replay);
    } finally {
      await replay.local.close();
    }
    return replay.answers;
  }

  /** A call whose answer was not recorded. */
  async call(command: object): Promise<void> {
    await observe(this.local.client, command);
  }

  /** The answer that was recorded under this key, as it is on the wire. */
  async answer(key: string, command: object): Promise<void> {
    this.#add(key, await observe(this.local.client, command));
  }

  /** The answer to an Invoke, as an SDK puts it together of headers and body. */
  async invoke(key: string, input: Omit<InvokeCommandInput, 'FunctionName'> = {}): Promise<void> {
    const answer = await this.local.client.send(new InvokeCommand({ FunctionName: 'f', ...input }));
    const { StatusCode, ExecutedVersion, FunctionError, LogResult } = answer;
    const text = Buffer.from(answer.Payload ?? []).toString();
    this.value(key, {
      ...{ StatusCode, Payload: parsed(text) },
      ...(ExecutedVersion !== undefined && { ExecutedVersion }),
      ...(FunctionError !== undefined && { FunctionError }),
      ...(LogResult !== undefined && { LogResult: 'log-result' }),
    });
  }

  /** What was recorded of something else than an answer. */
  value(key: string, body: object): void {
    const { StatusCode: status = 200 } = body as { StatusCode?: number };
    this.#add(key, { status, body, errorType: undefined, retryAfter: undefined });
  }

  #add(key: string, answer: Parameters<typeof differences>[1]): void {
    const recorded: RecordedKey = [this.#test, key];
    const found = differences(recorded, answer).filter((text) => !text.endsWith(noEnvironment));
    this.answers.push({ recorded, differences: found });
  }
}

/** The recordings hold a payload parsed where it is an object, else as text; a stack trace is one text. */
function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  const json = JSON.parse(text) as { trace?: unknown };
  return Array.isArray(json.trace) ? { ...json, trace: json.trace.join('\n') } : json;
}
