import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
  /** Starts it again on the same port and disk. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one; `config` is more of its configuration file. */
export async function startNats(extra: readonly string[] = []): Promise<NatsServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-nats-'));
  const port = await freePort();
  let server = await spawnServer(folder, port, extra);
  return {
    url: `nats://127.0.0.1:${port}`,
    kill: () => end(server),
    async restart() {
      server = await spawnServer(folder, port, extra);
    },
    async close() {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function spawnServer(
  folder: string,
  port: number,
  extra: readonly string[],
): Promise<ChildProcess> {
  const args = ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', folder, ...extra];
  const server = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] });
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
