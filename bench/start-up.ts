import type { BenchContext } from './benchmark.js';
import { runCommand } from './load/command.js';
import { functionName, region } from './load/job.js';
import { recordingName } from './workspace.js';

const recordingSizes = [10, 1_000_000];

/**
 * From the start of the process `reprise run` to the server's first request, on a recording of ten
 * events and of a million, credentials from the environment; and what `reprise --help` takes.
 */
export async function startUp(context: BenchContext): Promise<void> {
  const { figures, options, workspace, progress } = context;
  for (const events of recordingSizes) workspace.databaseOf(events);
  for (let round = 0; round < (options.rounds ?? 5); round++) {
    for (const events of recordingSizes) {
      figures.add(`start-up ${events} events`, 'ms', await firstInvocationMs(context, events));
    }
    figures.add('reprise --help', 'ms', (await runCommand(['--help'])).tookMs);
  }
  progress('start-up measured');
}

async function firstInvocationMs({ workspace }: BenchContext, events: number): Promise<number> {
  const server = await workspace.startServer();
  const { startedUs } = await runCommand([
    ...['run', '--function', functionName, '--recording', recordingName],
    // The first is due at once: a rate's comes when its schedule says.
    ...['--concurrency', '1', '--for', '50ms', '--endpoint-url', server.url, '--region', region],
    ...['--db', workspace.databaseOf(events), '--yes', '--quiet'],
  ]);
  const { firstUs } = await server.counts();
  server.close();
  return (firstUs - startedUs) / 1000;
}
