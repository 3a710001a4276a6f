import { Agent } from 'node:http';
import {
  InvokeCommand,
  type InvokeCommandInput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { loadPayloads, Turns } from './bare-loop.js';
import type { Load } from './job.js';
import { type BareJob, credentials, functionName, type GeneratorFigures, region } from './job.js';

/** As many loops of `await client.send(new InvokeCommand(...))` as are to be in flight, or of streams. */
export function runBareSdkLoop(job: BareJob, started: () => void): Load {
  const client = new LambdaClient({
    endpoint: job.url,
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: job.concurrency }) },
  });
  const turns = new Turns(loadPayloads(job));
  const figures: GeneratorFigures = { answered: 0, failed: 0 };
  const invoke = job.isStreamed ? streamed : whole;
  let isEnding = false;
  const loop = async (): Promise<void> => {
    while (!isEnding) {
      const { bytes } = turns.next();
      const input = { FunctionName: functionName, LogType: 'Tail', Payload: bytes } as const;
      const isOk = await invoke(client, input).catch(() => false);
      if (isOk) figures.answered += 1;
      else figures.failed += 1;
    }
  };
  const ended = Promise.all(Array.from({ length: job.concurrency }, loop)).then(() => figures);
  started();
  return {
    ended,
    end: () => {
      isEnding = true;
    },
  };
}

type Input = Pick<InvokeCommandInput, 'FunctionName' | 'LogType' | 'Payload'>;

async function whole(client: LambdaClient, input: Input): Promise<boolean> {
  const { StatusCode } = await client.send(new InvokeCommand(input));
  return StatusCode === 200;
}

/** Reads every event, and keeps none. */
async function streamed(client: LambdaClient, input: Input): Promise<boolean> {
  const { EventStream = [] } = await client.send(new InvokeWithResponseStreamCommand(input));
  let isComplete = false;
  for await (const { InvokeComplete } of EventStream) isComplete ||= InvokeComplete !== undefined;
  return isComplete;
}
