import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { systemClock } from '../base/clock.js';
import { RepriseError } from '../base/errors.js';
import { accountOf } from '../invoke/account.js';
import type { LaneJob } from '../lanes/lane-job.js';
import { openThreads } from '../lanes/lanes.js';
import { shardShare } from '../schedule/shard.js';
import { workerAccount } from './accounts.js';
import { type AskForPart, fetchBlob } from './blobs.js';
import { unpackBundle } from './bundle.js';
import type { Bus } from './bus.js';
import {
  type ClockOffset,
  type ClockProbe,
  clockOffset,
  probesPerMeasurement,
} from './clock-offset.js';
import { fromText } from './plain-text.js';
import { type Assignment, type BlobName, fleetSubjects, type TimeAnswer } from './protocol.js';
import { RunMember } from './run-member.js';
import type { Done } from './tick-codec.js';
import type { WorkerOptions } from './worker-options.js';

const askMs = 3000;

/** Takes part in one run: fetches its job, sends its shard, and says what came of it. Gives how it ended. */
export async function workOn(
  bus: Bus,
  assignment: Assignment,
  options: WorkerOptions,
): Promise<Done> {
  const member = new RunMember(bus, assignment, options.orphanedAfterMs);
  const stopped = (): void => member.stop();
  options.stop.addEventListener('abort', stopped);
  try {
    const jobs = await jobsOf(bus, assignment, options);
    const clock = await measureOffset(bus, options.fleet);
    const settings = jobs[0]?.settings;
    const account = workerAccount(settings && (await accountOf(settings)), options.account);
    const fenced = jobs.map((job) => ({ ...job, fence: member.fence.data }));
    const lanes = await openThreads(fenced, member.listenerFor(jobs));
    await member.ready(lanes, { clock, threads: jobs.length, account });
    return await member.untilOver();
  } catch (error) {
    return await member.failed(error);
  } finally {
    options.stop.removeEventListener('abort', stopped);
    member.close();
  }
}

/** The jobs of this worker's threads: its shard, divided once more. */
async function jobsOf(
  bus: Bus,
  { job: jobName, payloads, lane, workers, epoch, threads: needed }: Assignment,
  { fleet, cacheFolder, threads }: WorkerOptions,
): Promise<LaneJob[]> {
  const ask: AskForPart = (request) => bus.askForBytes(fleetSubjects(fleet).blob, request, askMs);
  const text: Uint8Array[] = [];
  await fetchBlob(jobName, ask, (bytes) => text.push(bytes));
  const whole = fromText<LaneJob>(Buffer.concat(text).toString());
  const file = await cachedFile(payloads, ask, cacheFolder);
  const job = unpackBundle(whole, file, `${file}.files`);
  const own = epoch === 1 ? job : { ...job, epoch };
  const count = threads ?? Math.max(1, Math.min(needed, availableParallelism() - 1));
  return Array.from({ length: count }, (_, thread) => subJob(own, lane, workers, thread, count));
}

/**
 * The arrivals of shard i of n are those of the shards i + n t of n c, for t below c: a worker divides its
 * share among its threads without asking how many others have.
 */
export function subJob(
  job: LaneJob,
  lane: number,
  workers: number,
  thread: number,
  threads: number,
): LaneJob {
  const shard = { index: lane + workers * thread, count: workers * threads };
  const { failures, reservoir, slowest } = job.samples;
  const share = (total: number): number => Math.max(1, shardShare(total, shard));
  return {
    ...job,
    lane: shard.index,
    shard,
    samples: { failures: share(failures), reservoir: share(reservoir), slowest: share(slowest) },
  };
}

/** A file by its hash: fetched once, and whole before it has its name. */
async function cachedFile(name: BlobName, ask: AskForPart, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name.sha256}.db`);
  if (existsSync(file)) return file;
  // Not by the process's number: in containers that share a folder, all have the same.
  const part = `${file}.${randomUUID()}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    const writes: Promise<unknown>[] = [];
    await fetchBlob(name, ask, (bytes) => writes.push(handle.write(bytes)));
    await Promise.all(writes);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  renameSync(part, file);
  return file;
}

/**
 * How far the coordinator's clock is ahead of this machine's. Throws `RepriseError` when it says nothing.
 */
export async function measureOffset(bus: Bus, fleet: string): Promise<ClockOffset> {
  const probes: ClockProbe[] = [];
  for (let i = 0; i < probesPerMeasurement; i++) {
    const sentUs = systemClock.nowUs();
    const answer = await bus.ask<TimeAnswer>(fleetSubjects(fleet).time, null, askMs);
    if (answer) probes.push({ sentUs, heardUs: systemClock.nowUs(), ...answer });
  }
  if (probes.length > 0) return clockOffset(probes);
  throw new RepriseError('The coordinator does not say what its clock shows.', {
    hint: 'Look at the network between this worker and the bus.',
  });
}
