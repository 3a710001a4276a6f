import type { BenchContext } from './benchmark.js';
import { median } from './figures/statistics.js';
import { GeneratorProcess } from './load/generator-process.js';
import type { GeneratorFigures, MemoryPoint, RepriseJob } from './load/job.js';
import type { BenchServer } from './server/bench-server.js';
import { recordingName } from './workspace.js';

const concurrency = 64;
const early = 100_000;
const recordingSizes = [10_000, 100_000, 1_000_000];
/** Enough for the payloads that are kept in memory to reach their limit. */
const perSize = 300_000;

/**
 * Resident memory of a whole run, live view included: as invocations go on (a hundred thousand
 * against a million, or with `--long` ten million) and over recordings of growing size.
 */
export async function memory(context: BenchContext): Promise<void> {
  const { figures, options, workspace, progress } = context;
  const server = await workspace.startServer();
  const late = options.long ? 10_000_000 : 1_000_000;
  const points = await run(context, server, 20_000, late);
  const [before, after] = [rssAfter(points, early), rssAfter(points, late)];
  figures.add(`rss after ${early}`, 'MiB', before);
  figures.add(`rss after ${late}`, 'MiB', after);
  figures.ratio(`rss after ${late}`, `rss after ${early}`, 'memory growth');
  progress(`rss: ${describe(points)}`);
  for (const size of recordingSizes) {
    const ofSize = await run(context, server, size, perSize);
    figures.add(`rss recording of ${size}`, 'MiB', rssAfter(ofSize, Number.POSITIVE_INFINITY));
    progress(`recording of ${size}: ${describe(ofSize)}`);
  }
}

async function run(
  { workspace }: BenchContext,
  { url }: BenchServer,
  events: number,
  maxInvocations: number,
): Promise<MemoryPoint[]> {
  const job: RepriseJob = {
    kind: 'reprise',
    client: 'fast',
    threads: 'auto',
    url,
    databasePath: workspace.databaseOf(events),
    recording: recordingName,
    order: 'recorded',
    stages: [{ kind: 'concurrency', name: 'closed loop', concurrency, maxInvocations }],
    maxInFlight: concurrency,
    watchMemory: true,
  };
  const generator = await GeneratorProcess.start(job);
  return pointsOf(await generator.ended);
}

function pointsOf({ run: figures, failed }: GeneratorFigures): MemoryPoint[] {
  if (!figures || failed > 0) throw new Error(`${failed} invocations failed`);
  return figures.memory;
}

/** Of the second (four looks) in which so many were reached, or of the last. */
function rssAfter(points: readonly MemoryPoint[], invocations: number): number {
  const reached = points.findIndex((point) => point.invocations >= invocations);
  const looks = reached === -1 ? points.slice(-4) : points.slice(reached, reached + 4);
  return median(looks.map(({ rssBytes }) => rssBytes)) / 2 ** 20;
}

/** Ten looks, evenly spread. */
function describe(points: readonly MemoryPoint[]): string {
  return Array.from({ length: 10 }, (_, i) => points[Math.floor((i * (points.length - 1)) / 9)])
    .map((point) => (point ? `${Math.round(point.rssBytes / 2 ** 20)}@${point.invocations}` : '-'))
    .join(' ');
}
