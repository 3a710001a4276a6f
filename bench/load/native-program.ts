import { type ChildProcess, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurable } from './measure.js';
import { spawnPinned } from './pin.js';
import { processCpuUs } from './proc.js';

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

/** wrk or hey, running. */
export class NativeProgram implements Measurable {
  readonly #child: ChildProcess;

  constructor(name: NativeProgramName, load: NativeLoad, folder: string, core: number) {
    this.#child = spawnPinned(commands[name](load, folder), core, { stdio: 'ignore' });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  cpuUs(): Promise<number> {
    return Promise.resolve(processCpuUs(this.pid));
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) resolve();
      this.#child.once('exit', () => resolve());
      this.#child.kill();
    });
  }
}
