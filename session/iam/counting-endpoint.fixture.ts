import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked of an endpoint, as IAM names it: `lambda:GetAlias function:checkout`. */
export interface CountingEndpoint {
  url: string;
  calls: Set<string>;
  close(): Promise<void>;
}

/** Each operation of Lambda's API that a run may make, by method and path (AWS Lambda API reference). */
const operations: readonly [RegExp, action: string, isQualified: boolean][] = [
  [/^POST \/2015-03-31\/functions\/([^/]+)\/invocations$/, 'InvokeFunction', true],
  [
    /^POST \/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/,
    'InvokeFunction',
    true,
  ],
  [/^GET \/2016-08-19\/account-settings\/?$/, 'GetAccountSettings', false],
  [/^GET \/2019-09-30\/functions\/([^/]+)\/concurrency$/, 'GetFunctionConcurrency', false],
  [
    /^GET \/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency$/,
    'GetProvisionedConcurrencyConfig',
    true,
  ],
  [/^GET \/2015-03-31\/functions\/([^/]+)\/aliases\/[^/]+$/, 'GetAlias', false],
  [/^GET \/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration', true],
  [
    /^GET \/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/,
    'GetFunctionEventInvokeConfig',
    true,
  ],
];

/** Stands before a local Lambda and notes every call that passes; one that it does not know is noted as it is. */
export async function countingEndpoint(target: string): Promise<CountingEndpoint> {
  const calls = new Set<string>();
  const server = createServer((incoming, response) => {
    const operation = incoming.headers['x-amz-target'];
    const url = new URL(incoming.url ?? '/', target);
    calls.add(
      typeof operation === 'string' ? jsonCallOf(operation) : callOf(incoming.method ?? '', url),
    );
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const jsonServices = { Logs_: 'logs', AmazonSQS: 'sqs', GraniteService: 'cloudwatch' };

/**
 * Of the services that name the operation in a header: SQS, CloudWatch Logs and CloudWatch (AWS JSON protocol). A
 * batch needs the permission of the single call (Amazon SQS API permissions reference).
 */
function jsonCallOf(operation: string): string {
  const [service = '', action] = operation.split('.');
  const name = Object.entries(jsonServices).find(([prefix]) => service.startsWith(prefix))?.[1];
  return `${name}:${action?.replace(/Batch$/, '')}`;
}

function callOf(method: string, { pathname, searchParams }: URL): string {
  for (const [pattern, action, isQualified] of operations) {
    const match = pattern.exec(`${method} ${pathname}`);
    if (!match) continue;
    if (match[1] === undefined) return `lambda:${action} *`;
    const qualifier = isQualified ? searchParams.get('Qualifier') : null;
    const name = decodeURIComponent(match[1]);
    return `lambda:${action} function:${name}${qualifier === null ? '' : `:${qualifier}`}`;
  }
  return `${method} ${pathname}`;
}
