import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { RepriseError } from '../base/errors.js';
import type { RecordedOutcome } from '../recording/event.js';
import { failure } from './answer-outcome.js';

/** How a runtime's process ended. */
export type RuntimeEnd =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: NodeJS.Signals };

const passedSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/**
 * Runs a runtime with the given `AWS_LAMBDA_RUNTIME_API` until it ends. It has this process's
 * standard streams, and gets the signals that this process gets. Rejects with `RepriseError` when it
 * cannot be started.
 */
export async function runRuntime(command: readonly string[], api: string): Promise<RuntimeEnd> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: inheritedStreams(process.env._LAMBDA_TELEMETRY_LOG_FD),
    env: { ...process.env, AWS_LAMBDA_RUNTIME_API: api },
  });
  const stopPassing = passSignals(child);
  try {
    return await ended(child, program);
  } finally {
    stopPassing();
  }
}

/** How an invocation ended whose runtime did, in the words of Lambda (recorded from the service 2025-11). */
export function endOutcome(end: RuntimeEnd): RecordedOutcome {
  const how = end.kind === 'exit' ? `exit status ${end.code}` : `signal: ${end.signal}`;
  const isSilent = end.kind === 'exit' && end.code === 0;
  const message = isSilent
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: ${how}`;
  return failure('Runtime.ExitError', message);
}

/**
 * Lambda's own runtimes write their logs to a further file that they are started with, and Node
 * closes such files in what it starts unless they are named.
 */
function inheritedStreams(telemetryFile: string | undefined): StdioOptions {
  const file = Number(telemetryFile);
  if (!Number.isInteger(file) || file < 3 || file > 1023) return 'inherit';
  const streams: ('inherit' | 'ignore' | number)[] = Array(file).fill('ignore');
  return [...streams.fill('inherit', 0, 3), file];
}

function passSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals): void => {
    // A terminal has told its whole group already.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of passedSignals) process.on(signal, pass);
  return () => {
    for (const signal of passedSignals) process.off(signal, pass);
  };
}

function ended(child: ChildProcess, program: string): Promise<RuntimeEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(
        new RepriseError(`The runtime cannot be started: ${error.message}.`, {
          hint: `Look whether ${program} is there and can be run.`,
          cause: error,
        }),
      );
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'exit', code: code ?? 1 } : { kind: 'signal', signal });
    });
  });
}
