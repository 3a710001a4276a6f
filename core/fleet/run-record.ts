import type { LaneJob } from '../lanes/lane-job.js';
import type { WorkerAccount } from './accounts.js';
import type { ClockOffset } from './clock-offset.js';
import type { LogWriter } from './log-writer.js';
import { fromText, toText } from './plain-text.js';
import { type Hello, type LostPolicy, runSubjects } from './protocol.js';

/** What a run's log says of the run itself, so that another coordinator can go on with it. */
export interface RunRecord {
  /** What the run's session wants to have again. */
  kept: string;
  /** Where the workers met. */
  fleet: string;
  onLost: LostPolicy;
  /** How many threads the load needs on each. */
  threads: number;
  /** Of the first lane; those of the others differ in their shard only. */
  job: LaneJob;
  /** By their lanes. */
  members: readonly { hello: Hello; threads: number; clock: ClockOffset; account: WorkerAccount }[];
}

/** A server takes messages of up to 1 MB by default, and a character may take some bytes. */
const partLength = 128 * 1024;

/** Puts it into the log, in parts. */
export async function keepRecord(writer: LogWriter, run: string, record: RunRecord): Promise<void> {
  const text = toText(record);
  for (let part = 0; part * partLength < text.length; part++) {
    const piece = text.slice(part * partLength, (part + 1) * partLength);
    await writer.append(runSubjects(run).record(part), piece, `record.${part}`);
  }
}

/** What the log has of it; undefined where the run was not ready to begin. `said` gives a subject's last message. */
export function readRecord(
  run: string,
  said: <T>(subject: string) => T | undefined,
): RunRecord | undefined {
  const parts: string[] = [];
  for (let part = 0; ; part++) {
    const piece = said<string>(runSubjects(run).record(part));
    if (piece === undefined) break;
    parts.push(piece);
  }
  return parts.length === 0 ? undefined : fromText<RunRecord>(parts.join(''));
}
