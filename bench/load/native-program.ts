import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnPinned } from './pin.js';
import { childrenCpuUs } from './proc.js';

/** Other load generators, for orientation: they neither sign nor change the payload. */
export const nativePrograms = ['wrk', 'hey'] as const;
export type NativeProgramName = (typeof nativePrograms)[number];

/** Whether it can be run and measured here. */
export function isInstalled(name: NativeProgramName): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** How a program is told to post a payload on so many connections for so long. */
const commands: Record<NativeProgramName, (load: NativeLoad, folder: string) => string[]> = {
  wrk: ({ url, payload, connections, seconds }, folder) => {
    const script = join(folder, 'wrk.lua');
    writeFileSync(script, `wrk.method = "POST"\nwrk.body = [==[${payload}]==]\n`);
    return ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url];
  },
  hey: ({ url, payload, connections, seconds }) => {
    return [
      'hey',
      '-cpus',
      '1',
      '-c',
      String(connections),
      '-z',
      `${seconds}s`,
      '-m',
      'POST',
      '-d',
      payload,
      url,
    ];
  },
};

export interface NativeLoad {
  url: string;
  payload: string;
  connections: number;
  seconds: number;
}

/**
 * wrk or hey, running to its end: by then the shell that has started it knows its CPU time. Nothing is
 * asked of the system about another's process.
 */
export class NativeProgram {
  readonly #ended: Promise<number>;

  constructor(name: NativeProgramName, load: NativeLoad, folder: string, core: number) {
    const script = '"$@" > /dev/null 2>&1; times';
    const command = ['sh', '-c', script, 'sh', ...commands[name](load, folder)];
    const child = spawnPinned(command, core, { stdio: ['ignore', 'pipe', 'ignore'] });
    let times = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      times += chunk;
    });
    this.#ended = once(child, 'close').then(() => childrenCpuUs(times));
  }

  /** Waits for its end; its CPU time, user and system. */
  cpuUs(): Promise<number> {
    return this.#ended;
  }
}
