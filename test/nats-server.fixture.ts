import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Whether nats-server is installed: tests that need one skip by name where it is not. */
export const hasNatsServer = isInstalled();

/** A nats-server with JetStream on loopback, on a port of its own. */
export interface NatsServer {
  url: string;
  /** Ends it at once, keeping what it has on disk. */
  kill(): Promise<void>;
  /** Starts it again on the same port and disk, which may have been emptied. */
  restart(options?: { isEmptied?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Starts one, with more arguments and variables than it needs; `config` is a file that says where it keeps its own. */
export async function startNats({
  args = [],
  env = {},
  config,
}: {
  args?: string[];
  env?: NodeJS.ProcessEnv;
  config?: string;
} = {}): Promise<NatsServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-nats-'));
  const extra = config === undefined ? ['-sd', folder, ...args] : ['-c', moved(config, folder)];
  const port = await freePort();
  let server = await spawnServer(port, extra, env);
  return {
    url: `nats://127.0.0.1:${port}`,
    kill: () => end(server),
    async restart({ isEmptied = false } = {}) {
      if (isEmptied) rmSync(path.join(folder, 'jetstream'), { recursive: true });
      server = await spawnServer(port, extra, env);
    },
    async close() {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function spawnServer(
  port: number,
  extra: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const args = ['-a', '127.0.0.1', '-p', `${port}`, '-js', ...extra];
  const server = spawn('nats-server', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ready = new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Server is ready')) resolve();
    });
    server.on('exit', () => reject(new Error(`nats-server ended: ${said}`)));
  });
  await ready;
  return server;
}

/** The same configuration, with what it keeps in a folder of the test's. */
function moved(config: string, folder: string): string {
  const copy = path.join(folder, 'nats.conf');
  writeFileSync(copy, readFileSync(config, 'utf8').replace('/data/jetstream', folder));
  return copy;
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function isInstalled(): boolean {
  try {
    execFileSync('nats-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
