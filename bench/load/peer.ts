import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenCpuUs } from './cpu-time.js';
import { spawnPinned } from './pin.js';

/** A payload to post on so many connections for so long. */
export interface PeerLoad {
  url: string;
  payload: string;
  connections: number;
  seconds: number;
}

/**
 * How other load generators are told to send a load: they neither sign nor change the payload. Two are
 * in C (wrk, h2load), one in Go (hey), one in Node.js (autocannon).
 */
const commands = {
  wrk: ({ url, payload, connections, seconds }, folder) => {
    const script = written(folder, 'wrk.lua', `wrk.method = "POST"\nwrk.body = [==[${payload}]==]`);
    return ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url];
  },
  h2load: ({ url, payload, connections, seconds }, folder) => {
    const body = written(folder, 'h2load.json', payload);
    return ['--h1', '-t1', '-m1', `-c${connections}`, `-D${seconds}`, '-d', body, url];
  },
  hey: ({ url, payload, connections, seconds }) => {
    const [c, z] = [String(connections), `${seconds}s`];
    return ['-cpus', '1', '-c', c, '-z', z, '-m', 'POST', '-d', payload, url];
  },
  autocannon: ({ url, payload, connections, seconds }) => {
    return ['-c', String(connections), '-d', String(seconds), '-m', 'POST', '-b', payload, url];
  },
} satisfies Record<string, (load: PeerLoad, folder: string) => string[]>;

export type PeerName = keyof typeof commands;

/** The peers that can be run and measured here. */
export function installedPeers(): PeerName[] {
  if (process.platform !== 'linux') return [];
  return (Object.keys(commands) as PeerName[]).filter(isInstalled);
}

/**
 * A peer, running to its end: by then the shell that has started it knows its CPU time. Nothing is
 * asked of the system about another's process.
 */
export class Peer {
  readonly #ended: Promise<number>;

  constructor(name: PeerName, load: PeerLoad, folder: string, core: number) {
    const script = '"$@" > /dev/null 2>&1; times';
    const command = ['sh', '-c', script, 'sh', name, ...commands[name](load, folder)];
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

function isInstalled(name: PeerName): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
