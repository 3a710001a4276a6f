import { sleep } from './load/measure.js';
import { serverCore } from './load/pin.js';
import { Workspace } from './workspace.js';

/**
 * The benchmarks' server by itself, for load generators that need another runtime: prints where it
 * is, and each second how many requests it answered, until Ctrl-C.
 */
async function serve(): Promise<never> {
  const workspace = new Workspace();
  process.once('exit', () => workspace.close());
  process.once('SIGINT', () => process.exit());
  const server = await workspace.startServer({ core: serverCore });
  process.stdout.write(`${server.url} (${server.kind})\n`);
  for (let before = 0; ; ) {
    await sleep(1000);
    const { requests } = await server.counts();
    if (requests > before) process.stdout.write(`${requests - before} in the last second\n`);
    before = requests;
  }
}

await serve();
