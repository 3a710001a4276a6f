import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { LocalLambdaConfig } from '../local/config.js';
import { receivedCanonicalRequest, sha256Hex } from '../local/signature/canonical-request.js';
import { localCredentials } from '../local/signature/credentials.js';
import { startLocalLambda } from '../local/start.js';
import { KeepAliveClient } from './keep-alive-client.js';

/** One server's figures, medians over the rounds. */
export interface ServerFigures {
  requestsPerS: number;
  /** User and system time of the server's process for each request. */
  cpuUs: number;
}

/** What ten thousand sleeping invocations came to. */
export interface SleepingFigures {
  invocations: number;
  sleepMs: number;
  /** How long after its sleep an answer came, measured from its request. */
  medianLateMs: number;
  maxLateMs: number;
  /** Of the server's process, for all of them together. */
  cpuMs: number;
  residentMb: number;
}

/** The local Lambda beside a `node:http` server that answers the same bytes. */
export interface LocalLambdaBench {
  localLambda: ServerFigures;
  bare: ServerFigures;
  /** Median over the rounds of the local Lambda's rate by the bare server's. */
  rateRatio: number;
  cpuRatio: number;
  sleeping: SleepingFigures;
}

/** How long the benchmark takes; smaller for a smoke test. */
export interface LocalLambdaBenchOptions {
  rounds: number;
  roundMs: number;
  connections: number;
  sleepers: number;
}

const region = 'us-east-1';
const payload = Buffer.from(
  '{"orderId":"a81bc81b-dead-4e5d-abff-90865d1e13b1","items":[{"sku":"A-1","n":2}],"total":41.9}',
);
const sleepMs = 5000;

/**
 * Measures how many signed invocations with `LogType: Tail` the local Lambda answers in a second,
 * against a `node:http` server that reads the same requests and writes the same headers and body:
 * rounds in turn, each server in a process of its own.
 */
export async function localLambda(
  options: LocalLambdaBenchOptions = {
    rounds: 5,
    roundMs: 3000,
    connections: 64,
    sleepers: 10_000,
  },
): Promise<LocalLambdaBench> {
  const local = await startServer('local');
  const bare = await startServer('bare');
  try {
    // Both are compiled by V8 while they run; what is measured begins after that.
    await oneRound(local, { ...options, roundMs: 2 * options.roundMs });
    await oneRound(bare, { ...options, roundMs: 2 * options.roundMs });
    const rounds: { local: ServerFigures; bare: ServerFigures }[] = [];
    for (let i = 0; i < options.rounds; i++) {
      rounds.push({ local: await oneRound(local, options), bare: await oneRound(bare, options) });
    }
    return {
      localLambda: medianFigures(rounds.map((round) => round.local)),
      bare: medianFigures(rounds.map((round) => round.bare)),
      rateRatio: median(rounds.map((round) => round.local.requestsPerS / round.bare.requestsPerS)),
      cpuRatio: median(rounds.map((round) => round.local.cpuUs / round.bare.cpuUs)),
      sleeping: await sleepAll(local, options.sleepers),
    };
  } finally {
    local.child.kill();
    bare.child.kill();
  }
}

/** A server in its own process. */
interface ServerProcess {
  child: ChildProcess;
  port: number;
}

/** CPU time and memory of a server's process. */
interface Usage {
  cpuUs: number;
  residentMb: number;
}

async function startServer(kind: 'local' | 'bare'): Promise<ServerProcess> {
  const child = fork(fileURLToPath(import.meta.url), ['serve', kind]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number));
    child.once('exit', () => reject(new Error(`the ${kind} server ended at its start`)));
  });
  return { child, port };
}

function usageOf({ child }: ServerProcess): Promise<Usage> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(message as Usage));
    child.send('usage');
  });
}

async function oneRound(
  server: ServerProcess,
  { connections, roundMs }: LocalLambdaBenchOptions,
): Promise<ServerFigures> {
  const request = signedInvoke('fast', server.port);
  const client = await KeepAliveClient.connect(server.port, connections);
  const before = await usageOf(server);
  const startMs = performance.now();
  const answered = await client.flood(request, roundMs);
  const tookMs = performance.now() - startMs;
  const after = await usageOf(server);
  client.close();
  return {
    requestsPerS: answered / (tookMs / 1000),
    cpuUs: (after.cpuUs - before.cpuUs) / answered,
  };
}

async function sleepAll(server: ServerProcess, invocations: number): Promise<SleepingFigures> {
  const request = signedInvoke('sleepy', server.port);
  const client = await KeepAliveClient.connect(server.port, invocations);
  const before = await usageOf(server);
  const tookMs = await client.once(request);
  const after = await usageOf(server);
  client.close();
  return {
    invocations: tookMs.length,
    sleepMs,
    medianLateMs: median(tookMs) - sleepMs,
    maxLateMs: Math.max(...tookMs) - sleepMs,
    cpuMs: (after.cpuUs - before.cpuUs) / 1000,
    residentMb: after.residentMb,
  };
}

/** The bytes of one signed Invoke. Good for five minutes, as every signature is. */
function signedInvoke(functionName: string, port: number): Buffer {
  const url = `/2015-03-31/functions/${functionName}/invocations`;
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers = {
    host: `127.0.0.1:${port}`,
    'x-amz-content-sha256': sha256Hex(payload),
    'x-amz-date': date,
    'x-amz-log-type': 'Tail',
  };
  const signedNames = Object.keys(headers);
  const parts = [date.slice(0, 8), region, 'lambda', 'aws4_request'];
  const canonical = receivedCanonicalRequest(
    { method: 'POST', url, headers, rawHeaders: [] },
    signedNames,
    headers['x-amz-content-sha256'],
  );
  let key = Buffer.from(`AWS4${localCredentials.secretAccessKey}`);
  for (const part of parts) key = createHmac('sha256', key).update(part).digest();
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${parts.join('/')}\n${sha256Hex(canonical)}`;
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${localCredentials.accessKeyId}/${parts.join('/')}, SignedHeaders=${signedNames.join(';')}, Signature=${signature}`;
  const lines = Object.entries({ ...headers, authorization }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = `POST ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-type: application/octet-stream\r\ncontent-length: ${payload.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), payload]);
}

const synthetic = (ms: number): LocalLambdaConfig['functions'][string] => ({
  timeoutS: 60,
  memoryMb: 128,
  versions: {
    $LATEST: {
      kind: 'synthetic',
      latency: { p50Ms: ms, p99Ms: ms },
      coldStart: { p50Ms: 0, p99Ms: 0 },
      errorRate: 0,
      errorType: 'Error',
      errorMessage: '',
      maxMemoryUsedMb: 64,
      response: 'echo',
    },
  },
  aliases: {},
});

/** Everything that costs is on: the signature check, the limits, the log. */
const config: LocalLambdaConfig = {
  seed: 1,
  region,
  accountId: '123456789012',
  host: '127.0.0.1',
  port: 0,
  account: {
    concurrency: 20_000,
    burst: { environments: 20_000, perS: 10 },
    requestRateFactor: 100,
  },
  functions: { fast: synthetic(0), sleepy: synthetic(sleepMs) },
};

/** The body, the headers and their order are those of the local Lambda's answer with a tail. */
async function startBare(): Promise<number> {
  const log = Buffer.from('x'.repeat(245)).toString('base64');
  const requestId = '0b9a4d3e-2f5c-4a41-9b5c-0a3f1f4f8a11';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      response.writeHead(200, [
        'Content-Type',
        'application/json',
        'Content-Length',
        String(body.length),
        'x-amzn-RequestId',
        requestId,
        'X-Amz-Executed-Version',
        '$LATEST',
        'X-Amz-Log-Result',
        log,
      ]);
      response.end(body, 'latin1');
    });
  });
  await new Promise<void>((resolve) =>
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, resolve),
  );
  return (server.address() as AddressInfo).port;
}

async function serve(kind: string | undefined): Promise<void> {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuUs: user + system, residentMb: process.memoryUsage.rss() / 2 ** 20 });
  });
  // The parent's end must be this process's end.
  process.on('disconnect', () => process.exit());
  const port =
    kind === 'local'
      ? Number(new URL((await startLocalLambda(config)).url).port)
      : await startBare();
  process.send?.(port);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function medianFigures(rounds: ServerFigures[]): ServerFigures {
  return {
    requestsPerS: median(rounds.map((round) => round.requestsPerS)),
    cpuUs: median(rounds.map((round) => round.cpuUs)),
  };
}

/** The figures as lines of text. */
export function describeLocalLambda({
  localLambda,
  bare,
  rateRatio,
  cpuRatio,
  sleeping,
}: LocalLambdaBench): string {
  const row = (name: string, { requestsPerS, cpuUs }: ServerFigures): string =>
    `${name.padEnd(14)} ${requestsPerS.toFixed(0).padStart(8)} requests/s  ${cpuUs.toFixed(1).padStart(6)} us CPU each`;
  return [
    row('local Lambda', localLambda),
    row('bare node:http', bare),
    `ratio          ${rateRatio.toFixed(2).padStart(8)} of its rate     ${cpuRatio.toFixed(2).padStart(6)} of its CPU`,
    `${sleeping.invocations} invocations asleep for ${sleeping.sleepMs} ms: answered ${sleeping.medianLateMs.toFixed(0)} ms late in the median, ${sleeping.maxLateMs.toFixed(0)} ms at most; ${sleeping.cpuMs.toFixed(0)} ms CPU, ${sleeping.residentMb.toFixed(0)} MB`,
  ].join('\n');
}

const [, script, command, kind] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (command === 'serve') await serve(kind);
  else process.stdout.write(`${describeLocalLambda(await localLambda())}\n`);
}
