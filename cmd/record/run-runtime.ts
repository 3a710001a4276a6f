import type { PublishMode } from '../../core/recording/store.js';
import type { EventSink } from '../../core/runtime-proxy/event-sink.js';
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
  maxBytes?: number;
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
  const { destination, upstream, maxBytes } = options;
  if (destination.kind === 'lines') {
    const { path } = destination;
    const limit = path === '-' ? maxLogLineBytes : Number.POSITIVE_INFINITY;
    return new LineSink({ path, maxBytes: maxBytes ?? limit, onTrouble });
  }
  // The database is loaded only where it is written to: a function's cold start waits for this.
  const { RecordingSink } = await import('../../core/runtime-proxy/recording-sink.js');
  const { databasePath, name, mode } = destination;
  const source = `Runtime API at ${upstream}`;
  return RecordingSink.start({ databasePath, recording: { name, mode, source } }, onTrouble);
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
