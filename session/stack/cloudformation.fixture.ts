import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** Logical id, type and physical id, page by page. */
export type Pages = readonly (readonly [id: string, type: string, physicalId: string])[][];

/** The ARN of a stack of `startCloudFormation`. */
export const arnOfStack = (name: string): string =>
  `arn:aws:cloudformation:eu-west-1:1:stack/${name}/1`;

/**
 * A CloudFormation on loopback, where `AWS_ENDPOINT_URL_CLOUDFORMATION` leads, that has a stack, perhaps
 * others too, and lists each page by page.
 */
export async function startCloudFormation(
  stackName: string,
  pages: Pages,
  others: Readonly<Record<string, Pages>> = {},
): Promise<string[]> {
  const stacks = Object.entries({ ...others, [stackName]: pages });
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = new URLSearchParams(Buffer.concat(chunks).toString());
      calls.push(`${call.get('Action')} ${call.get('StackName')}`);
      const asked = call.get('StackName');
      const [, found] = stacks.find(([name]) => name === asked || arnOfStack(name) === asked) ?? [];
      response.writeHead(found ? 200 : 400, { 'content-type': 'text/xml' });
      response.end(found ? pageOf(found, Number(call.get('NextToken') ?? 0)) : missing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return calls;
}

function pageOf(pages: Pages, at: number): string {
  const members = (pages[at] ?? []).map(
    ([id, type, physicalId]) =>
      `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
  );
  const next = at + 1 < pages.length ? `<NextToken>${at + 1}</NextToken>` : '';
  return `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}</ListStackResourcesResult></ListStackResourcesResponse>`;
}

const missing = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id shop does not exist</Message></Error></ErrorResponse>`;
