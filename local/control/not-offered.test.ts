import * as sdk from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { routeOf } from '../http/route.js';
import { fn, startTestLambda } from '../test-lambda.fixture.js';
import { refuseOperation } from './not-offered.js';
import { findOperation } from './routes.js';

/** Every operation of the API model: `[9, namespace, name, { http: [method, path, status] }, …]` in the SDK's schemas. */
const operations = Object.values(sdk as Record<string, unknown>)
  .filter((each): each is [9, string, string, { http: [string, string, number] }] => {
    return Array.isArray(each) && each[0] === 9;
  })
  .map(([, , name, { http }]) => {
    const [method, target] = http;
    const [path = '', query = ''] = target.replace(/\{\w+\}/g, 'x').split('?');
    return { name, method, path, query };
  });

test.each(operations)('$name is offered, or named in the answer, sdk', (operation) => {
  const { name, method, path } = operation;
  const query = new URLSearchParams(operation.query);
  if (routeOf(method, path).kind === 'invoke') return;
  if (findOperation(method, path, query) !== undefined) return;
  const said = refuseOperation(method, path, query).body.toString();
  expect(said).toContain(`does not offer ${name}:`);
});

test('there are operations of both kinds', () => {
  expect(operations.length).toBeGreaterThan(80);
});

test('an SDK hears which operation it was', async () => {
  const local = await startTestLambda({ f: fn() });
  const thrown = await local.client
    .send(new sdk.GetPolicyCommand({ FunctionName: 'f' }))
    .catch((error: unknown) => error);
  await local.close();
  expect(thrown).toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringMatching(/^The local Lambda does not offer GetPolicy: /),
    $metadata: { httpStatusCode: 404 },
  });
});

test('a path of no operation is said to be none', () => {
  const { body } = refuseOperation('GET', '/nothing', new URLSearchParams());
  expect(JSON.parse(body.toString())).toEqual({
    Message: 'No operation of Lambda is GET /nothing.',
  });
});
