import { defined } from '../../core/base/defined.js';
import type { ConcurrencyStage } from '../../core/schedule/loads/concurrency.js';
import type { BenchContext } from '../benchmark.js';
import type { BenchServer } from '../server/bench-server.js';
import { recordingName } from '../workspace.js';
import { GeneratorProcess } from './generator-process.js';
import type { BareJob, GeneratorJob, RepriseJob } from './job.js';

export const concurrency = 64;
const payloads = 20_000;

/** Who is measured, and with which client. */
export const contenders = {
  fastLane: { kind: 'reprise', client: 'fast' },
  undiciLane: { kind: 'reprise', client: 'undici' },
  wireLoop: { kind: 'bare', client: 'wire' },
  bareSignedLoop: { kind: 'bare', client: 'signed' },
  bareLoop: { kind: 'bare', client: 'unsigned' },
  sdkLane: { kind: 'reprise', client: 'sdk' },
  bareSdkLoop: { kind: 'bare', client: 'sdk' },
} as const;

export type Contender = keyof typeof contenders;

/** What a contender does in a closed loop, on the payloads that all have. */
export function jobOf(context: BenchContext, server: BenchServer, name: Contender): GeneratorJob {
  const { kind, client } = contenders[name];
  return kind === 'reprise'
    ? repriseJob(context, server, client)
    : bareJob(context, server, client);
}

/** Starts it, held to a core if one is named. */
export function startGenerator(
  job: GeneratorJob,
  { caFile }: BenchServer,
  core: number | undefined,
): Promise<GeneratorProcess> {
  return GeneratorProcess.start(job, { ...defined({ core }), caFile });
}

/** Ends it. Throws unless all that it sent was answered and its books balance. */
export async function endGenerator(job: GeneratorJob, generator: GeneratorProcess): Promise<void> {
  const { answered, failed, run } = await generator.end();
  if (failed > 0 || answered === 0 || run?.isBalanced === false) {
    throw new Error(`${job.kind} ${job.client}: ${answered} answered, ${failed} failed`);
  }
}

function bareJob(
  { workspace }: BenchContext,
  { url }: BenchServer,
  client: BareJob['client'],
): BareJob {
  const databasePath = workspace.databaseOf(payloads);
  return { kind: 'bare', client, url, databasePath, recording: recordingName, concurrency };
}

/** Reprise in a closed loop, for longer than it will be measured. */
export function repriseJob(
  { workspace, options }: BenchContext,
  { url }: BenchServer,
  client: RepriseJob['client'],
): RepriseJob {
  const stage: ConcurrencyStage = {
    kind: 'concurrency',
    name: 'closed loop',
    concurrency,
    durationS: options.seconds + 180,
  };
  return {
    kind: 'reprise',
    client,
    url,
    databasePath: workspace.databaseOf(payloads),
    recording: recordingName,
    order: 'recorded',
    threads: 1,
    stages: [stage],
    maxInFlight: concurrency,
    watchMemory: false,
  };
}
