import { LaneRecorder } from '../drive/lane-recorder.js';
import type { Outcome } from '../invoke/outcome.js';
import { RequestTemplate } from '../invoke/request-template.js';
import { checkTarget } from '../invoke/target.js';

/**
 * Goes once through what a lane does, with books that nobody sees and requests that nobody gets. V8 compiles a
 * function for the ways that it has gone so far, and goes back to interpreting it where it goes another: at
 * the first end of a second, in a second stage, at the first throttle. Without a rehearsal that is in the
 * middle of the load. It takes some milliseconds, once in a thread.
 */
export function rehearse(): void {
  if (isRehearsed) return;
  isRehearsed = true;
  keepBooks();
  signRequests();
}

/** Of this thread. */
let isRehearsed = false;

/** V8 notes how a function goes once it has been called some eight times. */
const times = 48;

const report = { durationMs: 1.25, billedDurationMs: 2, memorySizeMb: 128, maxMemoryUsedMb: 64 };
const failed = { errorType: 'Error', errorMessage: 'of a rehearsal' };

const outcomes: readonly Outcome[] = [
  { kind: 'ok', statusCode: 200, responseBytes: 2, executedVersion: '1', report },
  { kind: 'ok', statusCode: 202, responseBytes: 0 },
  { kind: 'ok', statusCode: 200, responseBytes: 2, executedVersion: '1', report },
  { kind: 'throttled', statusCode: 429, reason: 'Unknown', errorMessage: 'of a rehearsal' },
  { kind: 'ok', statusCode: 200, responseBytes: 2, executedVersion: '2', report },
  { kind: 'transportError', ...failed },
  { kind: 'ok', statusCode: 200, responseBytes: 2, executedVersion: '1', report },
  { kind: 'serviceError', statusCode: 500, ...failed },
];

function keepBooks(): void {
  const recorder = new LaneRecorder({
    ...{ lane: 0, seed: 1, tickUs: 10_000.5 },
    samples: { failures: 4, reservoir: 4, slowest: 4 },
    health: () => ({ busyShare: 0, gcMs: 0 }),
    onTick: () => {},
    onKept: () => {},
  });
  for (let index = 0; index < times; index += 1) {
    const intendedUs = index * 500.25;
    const arrival = { index, intendedUs, payload: index, workload: index & 1, stage: index & 2 };
    recorder.sent(arrival, intendedUs + 0.5);
    // Latencies from microseconds to half an hour: large numbers are kept in another way.
    const answeredUs = intendedUs + 2 ** (index % 32);
    const outcome = outcomes[index % outcomes.length] as Outcome;
    recorder.settled(arrival, intendedUs + 0.5, answeredUs, outcome);
  }
}

/** Takes all that is written to it. */
const nowhere = { writableLength: 0, write: () => true, cork: () => {}, uncork: () => {} };

function signRequests(): void {
  const template = new RequestTemplate({
    target: checkTarget({ functionName: 'f', invocationType: 'RequestResponse', logType: 'Tail' }),
    url: new URL('http://127.0.0.1'),
    region: 'us-east-1',
    credentials: { current: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' } },
  });
  for (let index = 0; index < times; index += 1) {
    const payload = { bytes: Buffer.alloc(1 + (index % 32)), sha256: `${index}`.padStart(64, '0') };
    // Each second that begins is signed with anew.
    template.writeTo(nowhere, payload, index * 100);
  }
}
