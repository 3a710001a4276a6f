import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeOf, RepriseError } from '../../core/base/errors.js';
import { checkFleetName } from '../../core/fleet/open-fleet.js';
import { stopOnSignal } from '../record/stop-on-signal.js';

const program = fileURLToPath(new URL('../main.js', import.meta.url));

/** A fleet on one machine. */
export interface FleetUp {
  workers: number;
  port: number;
  fleet: string;
}

/**
 * Starts a NATS server and workers on loopback, and ends them at Ctrl-C. Throws `RepriseError` when the
 * server is not installed, or does not start.
 */
export async function fleetUp({ workers, port, fleet }: FleetUp): Promise<void> {
  checkFleetName(fleet);
  const { signal, release } = stopOnSignal();
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-nats-'));
  const children: ChildProcess[] = [];
  const over = new AbortController();
  try {
    const { server, ready } = startServer(port, folder);
    children.push(server);
    await Promise.race([ready, stopped]);
    const bus = `nats://127.0.0.1:${port}`;
    const started: Promise<void>[] = [];
    for (let i = 1; i <= workers && !signal.aborted; i++) {
      const worker = startWorker(bus, fleet, `w${i}`);
      children.push(worker);
      started.push(tellEnd(worker, `w${i}`, over.signal));
    }
    process.stdout.write(
      `A NATS server at ${bus}, and ${workers} workers on this machine. To send from them:\n` +
        `  reprise run scenarios/quickstart.yaml --bus ${bus}${fleet === 'default' ? '' : ` --fleet ${fleet}`} --workers ${workers}\n` +
        'Ctrl-C ends them.\n',
    );
    const nobody = Promise.all(started).then(() => {
      if (!over.signal.aborted) throw nobodyLeft();
    });
    await Promise.race([stopped, diedEarly(server), nobody]);
  } finally {
    over.abort();
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
    release();
  }
}

function startServer(port: number, folder: string): { server: ChildProcess; ready: Promise<void> } {
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
  const server = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    server.on('error', (error) => reject(notInstalled(error)));
    server.on('exit', () => reject(notStarted(port, said)));
    server.stderr.on('data', (chunk: Buffer) => {
      // Only its beginning: who reads on keeps its pipe from filling.
      if (said.length < 10_000) said += chunk.toString();
      if (said.includes('Server is ready')) resolve();
    });
  });
  return { server, ready };
}

function startWorker(bus: string, fleet: string, name: string): ChildProcess {
  const args = [program, 'worker', '--bus', bus, '--fleet', fleet, '--name', name];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Says that a worker is gone: the others go on, as they do on machines of their own. */
function tellEnd(worker: ChildProcess, name: string, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', (status, by) => {
      if (!over.aborted)
        process.stderr.write(`${name} has ended (${by ?? `exit status ${status}`}).\n`);
      resolve();
    });
  });
}

function diedEarly(server: ChildProcess): Promise<never> {
  return new Promise((_resolve, reject) => {
    server.once('exit', (status, by) =>
      reject(
        new RepriseError(`nats-server has ended (${by ?? `exit status ${status}`}).`, {
          hint: 'Start the fleet again; a run that was going on ends by itself.',
        }),
      ),
    );
  });
}

function nobodyLeft(): RepriseError {
  return new RepriseError('All workers of the fleet have ended.', {
    hint: 'See above what they said.',
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(forced);
}

function notInstalled(error: Error): RepriseError {
  return new RepriseError(
    codeOf(error) === 'ENOENT'
      ? 'nats-server is not installed.'
      : `nats-server cannot be started: ${error.message}.`,
    {
      hint: 'Install it (apt-get install nats-server, brew install nats-server), or name a bus elsewhere: reprise worker --bus nats://host:4222.',
      cause: error,
    },
  );
}

function notStarted(port: number, said: string): RepriseError {
  const why = /\[FTL\] (.*)/.exec(said)?.[1] ?? said.trim().split('\n').at(-1) ?? '';
  return new RepriseError(`nats-server did not start on port ${port}: ${why}`, {
    hint: 'Name another port with --port.',
  });
}
