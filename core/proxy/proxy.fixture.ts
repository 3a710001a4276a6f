import { type IncomingMessage, request } from 'node:http';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { onTestFinished } from 'vitest';
import { temporaryDatabase } from '../database/temporary.fixture.js';
import { LiveRecording } from '../recording/store/live-recording.js';
import type { PublishMode, StoredRecord } from '../recording/store/store.js';
import { RecordingStore } from '../recording/store/store.js';
import { BatchQueue } from './batch-queue.js';
import { type RecordingProxy, startProxy } from './proxy.js';
import { Recorder } from './recorder.js';
import type { BatchWriter } from './writer.js';

export const region = 'eu-west-1';

/** A proxy that records into a database of its own, in this thread. */
export interface ProxyBench {
  proxy: RecordingProxy;
  recorder: Recorder;
  /** The real SDK's client with credentials that nobody knows, pointed at the proxy. */
  client: LambdaClient;
  /** Closes the proxy and gives all that it recorded. */
  records(): Promise<StoredRecord[]>;
}

interface BenchOptions {
  url: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  keepResponses?: boolean;
  port?: number;
  /** In place of the database. */
  writer?: BatchWriter;
}

const someCredentials = { accessKeyId: 'AKIDREAL', secretAccessKey: 'real secret' };

export async function startBench(options: BenchOptions): Promise<ProxyBench> {
  const { db } = temporaryDatabase();
  const recorder = new Recorder(options.writer ?? writerTo(LiveRecording.start(db, friday())));
  const credentials = options.credentials ?? someCredentials;
  const proxy = await startProxy({
    ...{ host: '127.0.0.1', port: options.port ?? 0, recorder },
    keepResponses: options.keepResponses ?? false,
    upstream: {
      endpoint: { url: options.url, region, accessKeyId: credentials.accessKeyId, isRemote: false },
      credentials: () => Promise.resolve(credentials),
      trust: {},
    },
  });
  const client = new LambdaClient({
    ...{ endpoint: proxy.url, region: 'us-west-2', maxAttempts: 1 },
    credentials: { accessKeyId: 'AKIDAPP', secretAccessKey: 'unknown', sessionToken: 'of the app' },
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= proxy.close();
    return closed;
  };
  onTestFinished(async () => {
    client.destroy();
    proxy.abortAll();
    await close();
  });
  const records = async (): Promise<StoredRecord[]> => {
    await close();
    return [...new RecordingStore(db).records('friday')];
  };
  return { proxy, recorder, client, records };
}

export function friday(mode: PublishMode = 'refuse') {
  return { name: 'friday', mode, source: 'proxy to somewhere' };
}

/** Commits in this thread, as the writer's thread does in its own. */
function writerTo(recording: LiveRecording): BatchWriter {
  const waiting: (() => void)[] = [];
  const queue = new BatchQueue({
    append: (batch) => recording.append(batch),
    committed: (batches) => {
      for (const committed of waiting.splice(0, batches)) committed();
    },
    trouble: () => {},
  });
  return {
    write: (batch, committed) => {
      waiting.push(committed);
      queue.write(batch);
    },
    close: async () => queue.close(),
  };
}

export interface RawAnswer {
  statusCode: number | undefined;
  statusMessage: string | undefined;
  rawHeaders: string[];
  body: Buffer;
}

/** One request as it is told, and its whole answer as it came. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method = 'POST', headers = {}, body } = options;
    const sent = request(url, { method, headers, agent: false }, (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode, statusMessage, rawHeaders } = answer;
        resolve({ statusCode, statusMessage, rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
