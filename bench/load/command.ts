import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { generatorEnv } from './generator-process.js';

/** What a user runs: the bundle in `dist`, not its modules compiled one by one beside this file. */
const program = fileURLToPath(new URL('../../../dist/cmd/main.js', import.meta.url));

/** When a command was started and how long it took. */
export interface CommandTimes {
  /** On the clock of `process.hrtime`. */
  startedUs: number;
  tookMs: number;
}

/** Runs `reprise` with these arguments as a user would, and waits for its end. Throws unless it ends with 0. */
export async function runCommand(args: readonly string[]): Promise<CommandTimes> {
  const startedUs = Number(process.hrtime.bigint()) / 1000;
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: generatorEnv(),
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`reprise ${args.join(' ')} ended with ${code}: ${errors}`);
  return { startedUs, tookMs: Number(process.hrtime.bigint()) / 1e6 - startedUs / 1000 };
}
