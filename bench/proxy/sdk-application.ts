import { Agent } from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { credentials, functionName, region } from '../load/job.js';
import { sleep } from '../load/measure.js';
import { payloadText } from '../workspace.js';

/** What the application is told: to invoke so often, for so long. */
export interface Stint {
  url: string;
  rateHz: number;
  seconds: number;
}

/** How it went. */
export interface StintFigures {
  answered: number;
  failed: number;
  /** From a call to its answer, as the application sees it. */
  p50Us: number;
  p99Us: number;
  cpuUs: number;
}

const clients = new Map<string, LambdaClient>();
let sent = 0;

/** An application like any other that uses the SDK: one client, which keeps its connections. */
function clientFor(url: string): LambdaClient {
  const known = clients.get(url);
  if (known) return known;
  const client = new LambdaClient({
    ...{ endpoint: url, region, credentials, maxAttempts: 1 },
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 500 }) },
  });
  clients.set(url, client);
  return client;
}

async function work({ url, rateHz, seconds }: Stint): Promise<StintFigures> {
  const client = clientFor(url);
  const tookUs: number[] = [];
  let failed = 0;
  const invoke = async (): Promise<void> => {
    const Payload = Buffer.from(payloadText(sent++));
    const startUs = nowUs();
    try {
      await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
      tookUs.push(nowUs() - startUs);
    } catch {
      failed++;
    }
  };
  const cpu = process.cpuUsage();
  const calls: Promise<void>[] = [];
  const startUs = nowUs();
  for (const total = rateHz * seconds; calls.length < total; await sleep(1)) {
    const due = Math.min(total, ((nowUs() - startUs) / 1e6) * rateHz);
    while (calls.length < due) calls.push(invoke());
  }
  await Promise.all(calls);
  const { user, system } = process.cpuUsage(cpu);
  tookUs.sort((a, b) => a - b);
  const at = (share: number): number => tookUs[Math.ceil(tookUs.length * share) - 1] ?? Number.NaN;
  return {
    ...{ answered: tookUs.length, failed, cpuUs: user + system },
    ...{ p50Us: at(0.5), p99Us: at(0.99) },
  };
}

function nowUs(): number {
  return performance.now() * 1000;
}

process.on('message', (stint: Stint) => {
  void work(stint).then((figures) => process.send?.(figures));
});
// The parent's end must be this process's end.
process.on('disconnect', () => process.exit());
