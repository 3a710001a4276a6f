import { Agent } from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { loadPayloads, Turns } from './bare-loop.js';
import type { Load } from './job.js';
import { type BareJob, credentials, functionName, type GeneratorFigures, region } from './job.js';

/** As many loops of `await client.send(new InvokeCommand(...))` as are to be in flight. */
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
  let isEnding = false;
  const loop = async (): Promise<void> => {
    while (!isEnding) {
      const { bytes } = turns.next();
      const command = new InvokeCommand({
        FunctionName: functionName,
        LogType: 'Tail',
        Payload: bytes,
      });
      const isOk = await client.send(command).then(
        ({ StatusCode }) => StatusCode === 200,
        () => false,
      );
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
