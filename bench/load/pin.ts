import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Whether processes can be held to a core here: Linux with `taskset` (util-linux) and two cores. */
export const canPin: boolean = process.platform === 'linux' && hasTaskset();

/** Server and generator each have a core of their own. */
export const serverCore = 0;
export const clientCore = 1;

/** Starts a program, held to a core where that is possible and one is named. */
export function spawnPinned(
  command: readonly string[],
  core: number | undefined,
  options: SpawnOptions,
): ChildProcess {
  const pin = canPin && core !== undefined ? ['taskset', '-c', String(core)] : [];
  const [program = '', ...args] = [...pin, ...command];
  return spawn(program, args, options);
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' });
    return availableParallelism() > 1;
  } catch {
    return false;
  }
}
