import { createLineWriter, type LineWriter } from './destination.js';
import { type Ending, envelopeLine, failureOf, type InvocationContext } from './invocation.js';
import { type RecorderOptions, type Settings, settingsOf } from './options.js';
import { PendingRecord } from './pending-record.js';
import { createRedact, type Redact } from './redact.js';
import { isSampled } from './sample.js';

type AnyHandler = (...args: never[]) => unknown;

/** How Lambda's Node.js runtime knows a handler that was wrapped by `awslambda.streamifyResponse`. */
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');

interface Recorder {
  settings: Settings;
  redact: Redact | undefined;
  writer: LineWriter;
}

/**
 * Wraps a Lambda handler (async, with a callback, or streaming) so that the events it is given are
 * written as lines that `reprise record import` reads. The handler does what it did: the wrapper has
 * its name, its number of parameters and its properties, and passes on what it returns or throws. Nothing
 * that goes wrong with recording reaches it; the log says so, once. Options that make no
 * sense turn recording off.
 *
 * Within a handler the bytes of the event are gone, since the runtime has parsed them: what is
 * recorded is `JSON.stringify(event)`. `reprise record runtime` keeps the bytes.
 */
export function recordEvents<H extends AnyHandler>(handler: H, options: RecorderOptions = {}): H {
  const recorder = typeof handler === 'function' ? open(options) : undefined;
  if (recorder === undefined) return handler;
  return new Proxy(handler, {
    apply: (target, self, args: unknown[]) => {
      const isStreaming = Reflect.get(target, streamingMark) !== undefined;
      const record = begin(recorder, args[0], args[isStreaming ? 2 : 1], isStreaming);
      if (record === undefined) return Reflect.apply(target, self, args);
      const given = isStreaming ? args : record.watchCallbacks(args);
      const takesCallback = !isStreaming && target.length > 2;
      return watch(record, takesCallback, () => Reflect.apply(target, self, given));
    },
  });
}

function open(options: RecorderOptions): Recorder | undefined {
  try {
    const settings = settingsOf(options);
    return { settings, redact: createRedact(settings.redact), writer: createLineWriter(settings) };
  } catch (error) {
    console.warn(`reprise: not recording: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** Writes the event, or returns its record where that waits for the outcome. Never throws. */
function begin(
  { settings, redact, writer }: Recorder,
  event: unknown,
  given: unknown,
  isStreamed: boolean,
): PendingRecord | undefined {
  try {
    const capturedAtUs = Date.now() * 1000;
    const context: InvocationContext = typeof given === 'object' && given !== null ? given : {};
    const { awsRequestId = String(Math.random()) } = context;
    if (!isSampled(awsRequestId, settings.sample)) {
      tellLogStream(settings, context);
      return undefined;
    }
    const json = JSON.stringify(event) ?? 'null';
    const payload = redact?.(json) ?? json;
    const invocation = { payload, capturedAtUs, context, isStreamed };
    const write = (ending?: Ending): void => {
      writer.write(() => envelopeLine(invocation, ending));
      // After the event, which may be longer than the end of the log that a caller is given.
      tellLogStream(settings, context);
    };
    if (settings.outcome) return new PendingRecord(write, context);
    write();
  } catch (thrown) {
    writer.trouble(thrown);
  }
  return undefined;
}

/** The line by which a comparison tells execution environments apart: each has one log stream. */
function tellLogStream({ logStream }: Settings, { logStreamName }: InvocationContext): void {
  if (logStream && logStreamName !== undefined) console.log(`REPRISE logStream=${logStreamName}`);
}

/** Runs the handler and sees how it ends. What it returns is handed on, the same object. */
function watch(record: PendingRecord, takesCallback: boolean, run: () => unknown): unknown {
  let returned: unknown;
  try {
    returned = run();
  } catch (thrown) {
    record.end(() => failureOf(thrown));
    throw thrown;
  }
  record.returned(returned, takesCallback);
  return returned;
}
