import { defined } from '../../core/base/defined.js';
import type { RedactionRules } from '../../core/recording/redaction/rule.js';
import type { PublishMode } from '../../core/recording/store/store.js';
import type { EventSink } from '../../core/runtime-proxy/event-sink.js';
import { FilteringSink } from '../../core/runtime-proxy/filtering-sink.js';
import { LineSink, maxLogLineBytes } from '../../core/runtime-proxy/line-sink.js';
import {
  endOutcome,
  type RuntimeEnd,
  runRuntime,
} from '../../core/runtime-proxy/runtime-command.js';
import { RuntimeProxy } from '../../core/runtime-proxy/runtime-proxy.js';

/** Where events go: lines into a file or `-`, or a recording. */
export type RuntimeDestination =
  | { kind: 'lines'; path: string }
  | { kind: 'recording'; databasePath: string; name: string; mode: PublishMode };

/** What to record, where to, and the runtime to start, if any. */
export interface RecordRuntimeOptions {
  destination: RuntimeDestination;
  command: readonly string[];
  upstream: string;
  port?: number;
  /** Of a line, or of a payload in a recording. */
  maxBytes?: number;
  /** The share of the events that is recorded; default 1. */
  share?: number;
  redaction?: RedactionRules;
}

const defaultPort = 9003;

/** Records through a proxy of the Runtime API: as long as the command runs, or until Ctrl-C. */
export async function runRecordRuntime(options: RecordRuntimeOptions): Promise<void> {
  const { command, upstream } = options;
  const port = options.port ?? (command.length > 0 ? 0 : defaultPort);
  const sink = await openSink(options);
  const proxy = new RuntimeProxy({ upstream, port, sink });
  try {
    const api = await proxy.listen();
    if (command.length === 0) await untilSignal(api, upstream);
    else await follow(proxy, sink, await runRuntime(command, api));
  } finally {
    await proxy.close();
    await sink.close();
  }
}

async function openSink(options: RecordRuntimeOptions): Promise<EventSink> {
  const { destination, share = 1, maxBytes } = options;
  if (destination.kind === 'lines') {
    const sink = await lineSink(destination, options);
    return share < 1
      ? new FilteringSink(sink, { share, maxPayloadBytes: Number.POSITIVE_INFINITY, onTrouble })
      : sink;
  }
  const maxPayloadBytes = maxBytes ?? Number.POSITIVE_INFINITY;
  return new FilteringSink(await recordingSink(destination, options), {
    ...{ share, maxPayloadBytes, onTrouble },
  });
}

// The database and the redaction are loaded only where they are used: a function's cold start waits for this.

async function lineSink(
  { path }: Extract<RuntimeDestination, { kind: 'lines' }>,
  { maxBytes, redaction }: RecordRuntimeOptions,
): Promise<EventSink> {
  const limit = path === '-' ? maxLogLineBytes : Number.POSITIVE_INFINITY;
  const rules = redaction && (await import('../../core/recording/redaction/redactor.js'));
  const redactor = rules && redaction && rules.createRedactor(redaction);
  return new LineSink({
    ...{ path, maxBytes: maxBytes ?? limit, onTrouble },
    ...defined({ redactor }),
  });
}

async function recordingSink(
  { databasePath, name, mode }: Extract<RuntimeDestination, { kind: 'recording' }>,
  { upstream, redaction }: RecordRuntimeOptions,
): Promise<EventSink> {
  const { RecordingSink } = await import('../../core/runtime-proxy/recording-sink.js');
  const source = `Runtime API at ${upstream}`;
  const recording = { name, mode, source, ...defined({ redaction }) };
  return RecordingSink.start({ databasePath, recording }, onTrouble);
}

function onTrouble(message: string): void {
  process.stderr.write(`reprise: ${message}\n`);
}

function untilSignal(api: string, upstream: string): Promise<void> {
  process.stderr.write(
    `Recording between a runtime and the Runtime API at ${upstream}.\nexport AWS_LAMBDA_RUNTIME_API=${api}\nCtrl-C ends it.\n`,
  );
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve());
  });
}

/** Ends as the runtime did, so that who waits for this process sees what it would have seen. */
async function follow(proxy: RuntimeProxy, sink: EventSink, end: RuntimeEnd): Promise<void> {
  proxy.abandon(endOutcome(end));
  if (end.kind === 'exit') {
    process.exitCode = end.code;
    return;
  }
  await sink.close();
  process.kill(process.pid, end.signal);
}
