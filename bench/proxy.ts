import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../core/database/open.js';
import { RecordingStore } from '../core/recording/store/store.js';
import type { BenchContext } from './benchmark.js';
import { generatorEnv } from './load/generator-process.js';
import { region } from './load/job.js';
import type { Stint, StintFigures } from './proxy/sdk-application.js';

const rateHz = 1000;
const recording = 'proxied';
const command = fileURLToPath(new URL('./proxy/reporting-command.js', import.meta.url));
const application = fileURLToPath(new URL('./proxy/sdk-application.js', import.meta.url));

/**
 * What the recording proxy adds to the calls of an application that uses the SDK at 1,000/s: rounds
 * in turn, direct and through the proxy, the same application in the same process. And whether every
 * call that was answered is in the recording. `--long` measures a minute of each.
 */
export async function proxy({
  options,
  workspace,
  figures,
  progress,
}: BenchContext): Promise<void> {
  const { seconds, rounds = options.long ? Math.ceil(60 / seconds) : 5 } = options;
  const server = await workspace.startServer();
  const database = join(workspace.folder, 'proxied.db');
  const proxied = await ProxyProcess.start(server.url, database);
  const app = fork(application, { env: generatorEnv() });
  const work = async (url: string, forS: number): Promise<StintFigures> => {
    app.send({ url, rateHz, seconds: forS } satisfies Stint);
    const [done] = (await once(app, 'message')) as [StintFigures];
    return done;
  };
  let answered = 0;
  let failed = 0;
  for (let round = -1; round < rounds; round++) {
    const isWarmUp = round < 0;
    const [direct, through] = await inTurn(round, [
      () => work(server.url, isWarmUp ? 3 : seconds),
      async () => {
        const beforeUs = await proxied.cpuUs();
        const done = await work(proxied.url, isWarmUp ? 3 : seconds);
        return { ...done, proxyCpuUs: ((await proxied.cpuUs()) - beforeUs) / done.answered };
      },
    ]);
    answered += through.answered;
    failed += through.failed + direct.failed;
    if (isWarmUp) continue;
    for (const percentile of ['p50', 'p99'] as const) {
      const [without, withProxy] = [direct[`${percentile}Us`], through[`${percentile}Us`]];
      figures.add(`SDK call ${percentile}, direct`, 'us', without);
      figures.add(`SDK call ${percentile}, through the proxy`, 'us', withProxy);
      figures.add(`proxy adds ${percentile}`, 'us', withProxy - without);
    }
    figures.add('proxy CPU for each call', 'us', through.proxyCpuUs);
    figures.add('SDK CPU for each call, direct', 'us', direct.cpuUs / direct.answered);
    progress(`round ${round + 1} of ${rounds}`);
  }
  app.disconnect();
  await proxied.stop();
  const recorded = countRecords(database);
  figures.check('every call answered', failed === 0, `${failed} failed`);
  figures.check(
    'every call through the proxy recorded',
    recorded === answered,
    `${recorded} of ${answered}`,
  );
}

/** One after the other, and the other way round in every second round. */
async function inTurn<A, B>(
  round: number,
  [a, b]: [() => Promise<A>, () => Promise<B>],
): Promise<[A, B]> {
  if (round % 2 === 0) return [await a(), await b()];
  const second = await b();
  return [await a(), second];
}

function countRecords(path: string): number {
  const database = openDatabase(path, { readonly: true });
  try {
    return new RecordingStore(database).find(recording).recordCount;
  } finally {
    database.close();
  }
}

/** What the proxy tells its user to set, once it listens. */
function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
      const [, url] = /AWS_ENDPOINT_URL_LAMBDA=(\S+)\n/.exec(said) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`the proxy ended: ${said}`)));
  });
}

/** `reprise record proxy` as a user starts it. */
class ProxyProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(upstream: string, database: string): Promise<ProxyProcess> {
    const args = ['--as', recording, '--db', database, '--upstream', upstream, '--port', '0'];
    const profile = process.env.BENCH_PROFILE;
    const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}/proxy`] : [];
    const child = spawn(
      process.execPath,
      [...flags, command, 'record', 'proxy', ...args, '--region', region],
      { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: generatorEnv() },
    );
    process.once('exit', () => child.kill());
    return new ProxyProcess(child, await announcedUrl(child));
  }

  /** User and system time of all its threads. */
  async cpuUs(): Promise<number> {
    const answer = once(this.#child, 'message');
    this.#child.send('cpu');
    const [us] = (await answer) as [number];
    return us;
  }

  /** Ends it as Ctrl-C does, once all is recorded. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
  }
}
