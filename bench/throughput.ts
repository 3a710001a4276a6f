import type { BenchContext } from './benchmark.js';
import {
  type Contender,
  concurrency,
  contenders,
  endGenerator,
  jobOf,
  repriseJob,
  startGenerator,
} from './load/contenders.js';
import type { GeneratorJob } from './load/job.js';
import { measureStretch, type Stretch, sleep, type WarmUp } from './load/measure.js';
import { installedPeers, Peer, type PeerName } from './load/peer.js';
import { clientCore, serverCore } from './load/pin.js';
import type { BenchServer } from './server/bench-server.js';
import { payloadText } from './workspace.js';

/** The SDK sends a tenth of the others in the same time. */
const warmUp: WarmUp = { ms: 1500, invocations: 50_000 };
const sdkWarmUp: WarmUp = { ms: 2500, invocations: 3000 };

/**
 * Invocations a second and CPU time for each, of one core: Reprise with everything on beside loops
 * that only send, all on the same payloads, against the same server, in turn.
 */
export async function throughput(context: BenchContext): Promise<void> {
  const { figures, workspace, progress } = context;
  const server = await workspace.startServer({ core: serverCore });
  progress(`server: ${server.kind}`);
  const peers = installedPeers();
  for (let round = 0; round < (context.options.rounds ?? 3); round++) {
    for (const name of inTurn(Object.keys(contenders) as Contender[], round)) {
      await measureContender(context, server, name, name);
    }
    for (const name of peers) await measurePeer(context, server, name);
  }
  for (const other of ['bareSignedLoop', 'bareLoop', 'bareSdkLoop', 'sdkLane', ...peers]) {
    figures.ratio('fastLane', other);
    figures.ratio(`cpu ${other}`, 'cpu fastLane', `cpu ${other}/fastLane`);
  }
  figures.ratio('sdkLane', 'bareSdkLoop');
}

/** The same over TLS, against a server in Node: it is slower, so CPU time is what tells. */
export async function throughputTls(context: BenchContext): Promise<void> {
  const { figures, workspace } = context;
  const server = await workspace.startServer({ core: serverCore, tls: true });
  const names: Contender[] = ['fastLane', 'bareSignedLoop', 'bareLoop'];
  for (let round = 0; round < (context.options.rounds ?? 3); round++) {
    for (const name of inTurn(names, round)) {
      await measureContender(context, server, name, `${name}Tls`);
    }
  }
  for (const other of ['bareSignedLoopTls', 'bareLoopTls']) {
    figures.ratio('fastLaneTls', other);
    figures.ratio(`cpu ${other}`, 'cpu fastLaneTls', `cpu ${other}/fastLaneTls`);
  }
}

/**
 * CPU time of an invocation with one lane thread and with two, neither held to a core. On two cores
 * the server takes half of what there is, so rates say little here.
 */
export async function threads(context: BenchContext): Promise<void> {
  const { figures, workspace } = context;
  const server = await workspace.startServer({ core: serverCore });
  const counts = { fastLane1Thread: 1, fastLane2Threads: 2 };
  for (let round = 0; round < (context.options.rounds ?? 3); round++) {
    for (const [name, count] of inTurn(Object.entries(counts), round)) {
      const job = { ...repriseJob(context, server, 'fast'), threads: count };
      enter(context, name, await measureJob(context, server, job, undefined));
    }
  }
  figures.ratio(
    'cpu fastLane2Threads',
    'cpu fastLane1Thread',
    'cpu fastLane2Threads/fastLane1Thread',
  );
}

/** A B C, then B C A: nobody is always first. */
export function inTurn<T>(items: readonly T[], round: number): T[] {
  const from = round % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}

async function measureContender(
  context: BenchContext,
  server: BenchServer,
  contender: Contender,
  name: string,
): Promise<void> {
  const job = jobOf(context, server, contender);
  enter(context, name, await measureJob(context, server, job, clientCore));
}

/** Starts a generator on a server, warms it up, measures a stretch, and ends it. Throws where anything failed. */
export async function measureJob(
  { options }: BenchContext,
  server: BenchServer,
  job: GeneratorJob,
  core: number | undefined,
): Promise<Stretch> {
  const generator = await startGenerator(job, server, core);
  const warmth = job.client === 'sdk' ? sdkWarmUp : warmUp;
  const stretch = await measureStretch(generator, server, warmth, options.seconds * 1000);
  await endGenerator(job, generator);
  return stretch;
}

/** Its rate within a stretch, and the CPU time of all that it sent. */
async function measurePeer(
  context: BenchContext,
  server: BenchServer,
  name: PeerName,
): Promise<void> {
  const { figures, workspace, progress, options } = context;
  const load = {
    url: server.url,
    payload: payloadText(0),
    connections: concurrency,
    seconds: Math.ceil(options.seconds + 1.5),
  };
  const first = await server.counts();
  const peer = new Peer(name, load, workspace.folder, clientCore);
  await sleep(500);
  const [before, startMs] = [await server.counts(), performance.now()];
  await sleep(options.seconds * 1000);
  const [after, endMs] = [await server.counts(), performance.now()];
  const cpuUs = (await peer.cpuUs()) / ((await server.counts()).requests - first.requests);
  const perS = ((after.requests - before.requests) * 1000) / (endMs - startMs);
  figures.add(name, 'inv/s', perS);
  figures.add(`cpu ${name}`, 'us/inv', cpuUs);
  progress(`${name}: ${perS.toFixed(0)}/s, ${cpuUs.toFixed(1)} us`);
}

/** Enters a stretch under a name. */
export function enter({ figures, progress }: BenchContext, name: string, stretch: Stretch): void {
  const { invocationsPerS, cpuUs, foreignShare } = stretch;
  figures.add(name, 'inv/s', invocationsPerS);
  figures.add(`cpu ${name}`, 'us/inv', cpuUs);
  if (foreignShare !== undefined) figures.add('others on the machine', 'cores', foreignShare);
  progress(
    `${name}: ${invocationsPerS.toFixed(0)}/s, ${cpuUs.toFixed(1)} us, generator ${percent(stretch.clientShare)}, server ${percent(stretch.serverShare)}, others ${percent(foreignShare)} of a core`,
  );
}

function percent(share: number | undefined): string {
  return share === undefined ? '?' : `${Math.round(share * 100)}%`;
}
