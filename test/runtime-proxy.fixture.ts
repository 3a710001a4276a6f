import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { decodeEnvelope } from '../core/recording/envelope.js';
import type { RecordedEvent } from '../core/recording/event.js';
import { RecordingStore } from '../core/recording/store/store.js';
import { ProgramFolder } from '../local/code/programs.fixture.js';
import type { ProcessCode } from '../local/config.js';
import { fn, startTestLambda, type TestLambda } from '../local/test-lambda.fixture.js';
import { program, reprise, temporaryFolder } from './cli.fixture.js';

/** Full of what a parser would change, white space at the ends included. */
export const payloads = [
  '{"n": 12345678901234567890, "n": 1.0, "e":1E2, "s":"\\u00e9\\/é😀"} \n',
  '{}',
  ' {"stream":null}\r\n\t',
  `{"long":"${'ü'.repeat(300_000)}"}`,
];

/** The arguments for Node that begin `reprise record runtime`. */
export const recordRuntime: string[] = [program, 'record', 'runtime'];

/** A function `f` whose runtime is started by `reprise record runtime` with these arguments. */
export async function through(
  runtime: (folder: ProgramFolder) => ProcessCode,
  args: readonly string[],
  { timeoutS = 10, starter = recordRuntime } = {},
): Promise<TestLambda> {
  const folder = new ProgramFolder();
  const code = runtime(folder);
  const command = [process.execPath, ...starter, ...args, '--', ...code.command];
  const versions = { 1: { ...code, command } };
  const aliases = { live: { version: '1', weights: {} } };
  const local = await startTestLambda({ f: fn({ timeoutS, versions, aliases }) });
  onTestFinished(async () => {
    await local.close();
    folder.remove();
  });
  return local;
}

/** What an invocation came to. */
export interface Answer {
  text: string;
  requestId: string | undefined;
  log: string;
}

/** Invokes `f:live` with this text as its payload. */
export async function invoke({ client }: TestLambda, text: string, more = {}): Promise<Answer> {
  const Payload = Buffer.from(text);
  const answer = await client.send(
    new InvokeCommand({ FunctionName: 'f', Qualifier: 'live', Payload, LogType: 'Tail', ...more }),
  );
  return {
    text: Buffer.from(answer.Payload ?? []).toString(),
    requestId: answer.$metadata.requestId,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

/** The lines in a file once there are so many: a caller may have its answer before the line is there. */
export async function lines(file: string, count: number): Promise<RecordedEvent[]> {
  return vi.waitFor(
    () => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const events = text.split('\n').filter(Boolean).map(decodeEnvelope);
      expect(events).toHaveLength(count);
      return events;
    },
    { timeout: 5000 },
  );
}

/** The payloads as text. */
export const texts = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ payload }) => Buffer.from(payload).toString());

/** What the recording `friday` holds. */
export function recorded(db: string): RecordedEvent[] {
  const opened = openDatabase(db, { readonly: true });
  try {
    return [...new RecordingStore(opened).records('friday')];
  } finally {
    opened.close();
  }
}

/** What `record import` makes of a file. */
export async function imported(source: string): Promise<RecordedEvent[]> {
  const db = path.join(temporaryFolder(), 'r.db');
  const args = ['record', 'import', source, '--as', 'friday', '--db', db];
  const { code, stderr } = await reprise(args);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return recorded(db);
}

/** Where a test's events may be written. */
export const eventFile = (): string => path.join(temporaryFolder(), 'events.jsonl');
