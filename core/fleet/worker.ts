import { randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { RepriseError } from '../base/errors.js';
import { Bus } from './bus.js';
import { answerWho } from './presence.js';
import {
  type Assignment,
  beatMs,
  fleetSubjects,
  type Hello,
  type HelloAnswer,
  protocol,
} from './protocol.js';
import type { Done, DoneReason } from './tick-codec.js';
import type { WorkerOptions } from './worker-options.js';
import { workOn } from './worker-run.js';

/** How long the coordinator may take to answer a hello. */
const answerMs = 1000;

/**
 * Serves a fleet's runs, one after the other, until it is stopped. Throws `RepriseError` when the
 * coordinator refuses it, or the bus's client is not installed.
 */
export async function serveFleet(options: WorkerOptions): Promise<void> {
  const { fleet, stop, onNote = () => {}, isOnce = false } = options;
  const hello = helloOf(options);
  const bus = await Bus.await(options.bus, `worker ${hello.name}`, stop);
  if (!bus) return;
  answerWho(bus, hello, options);
  try {
    onNote(`${hello.name} is in the fleet ${fleet}, and waits for a run.`);
    while (!stop.aborted) {
      const assignment = await awaitAssignment(bus, hello, options);
      if (!assignment) continue;
      const { run, lane, workers } = assignment;
      onNote(`Run ${run}: ${hello.name} has shard ${lane + 1} of ${workers}.`);
      const done = await workOn(bus, assignment, options);
      onNote(`Run ${run}: ${hello.name} ${endText(done)}.`);
      if (isOnce) break;
    }
  } finally {
    await bus.close();
  }
}

function helloOf({ name, origin, version }: WorkerOptions): Hello {
  const host = hostname();
  return {
    id: randomBytes(8).toString('hex'),
    name: name ?? `${host}-${process.pid}`,
    ...{ version, protocol, node: process.versions.node, host, cores: availableParallelism() },
    origin: origin ?? host,
  };
}

/** Says hello once; undefined where there is nothing to do yet. Throws `RepriseError` when it is refused. */
async function awaitAssignment(
  bus: Bus,
  hello: Hello,
  { fleet, stop }: WorkerOptions,
): Promise<Assignment | undefined> {
  const answer = await bus.ask<HelloAnswer>(fleetSubjects(fleet).hello, hello, answerMs);
  if (answer?.kind === 'refused') throw new RepriseError(answer.why, { hint: answer.hint });
  if (answer?.kind === 'assigned') return answer.assignment;
  await sleep(beatMs, undefined, { signal: stop }).catch(() => {});
  return undefined;
}

const ends: Record<DoneReason, string> = {
  planEnd: 'has sent its share',
  stopped: 'was stopped',
  orphaned: 'was orphaned: it had no coordinator any more, and stopped sending',
  fenced: 'is fenced: it could not be heard, and sends nothing more for this run',
  failed: 'failed',
};

function endText({ reason, message }: Done): string {
  return message === undefined ? ends[reason] : `${ends[reason]}: ${message.replace(/\.$/, '')}`;
}
