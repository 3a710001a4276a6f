import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => Promise<unknown>;

const laterEvents = 500;

/** Loads a handler, as Lambda's runtime does, and gives it events; says how long that took on standard error. */
async function main([file = '', payload = '']: readonly string[]): Promise<void> {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
  const context = {
    awsRequestId: '7f1b0e2c-0000-4000-8000-000000000000',
    functionName: 'checkout',
    functionVersion: '12',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout:live',
    getRemainingTimeInMillis: () => 3000,
  };
  await handler(JSON.parse(payload), context);
  // Since the start of the process.
  const firstMs = performance.now();
  const startMs = performance.now();
  for (let n = 0; n < laterEvents; n++) await handler(JSON.parse(payload), context);
  const laterUs = ((performance.now() - startMs) * 1000) / laterEvents;
  process.stderr.write(`${firstMs} ${laterUs}`);
}

await main(process.argv.slice(2));
