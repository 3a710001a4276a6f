import { defined } from '../../core/base/defined.js';
import { getAccountSettings } from './account-settings.js';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.js';
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './concurrency.js';
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from './event-invoke-config.js';
import {
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  listVersionsByFunction,
  publishVersion,
} from './functions.js';
import type { AccountOperation, FunctionOperation } from './operation.js';
import { patternOf } from './path-pattern.js';
import {
  deleteProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putProvisionedConcurrencyConfig,
} from './provisioned.js';
import { getFunctionRecursionConfig, putFunctionRecursionConfig } from './recursion.js';

/** What answers a request line. */
export type Operation =
  | { kind: 'function'; run: FunctionOperation }
  | { kind: 'account'; run: AccountOperation };

interface ControlRoute {
  method: string;
  path: RegExp;
  /** A query that tells it from another operation on the same path. */
  query?: string;
  operation: Operation;
}

const fn = (
  method: string,
  path: string,
  run: FunctionOperation,
  query?: string,
): ControlRoute => ({
  method,
  path: patternOf(path),
  ...defined({ query }),
  operation: { kind: 'function', run },
});
const account = (method: string, path: string, run: AccountOperation): ControlRoute => ({
  method,
  path: patternOf(path),
  operation: { kind: 'account', run },
});

const functions = '/2015-03-31/functions/{FunctionName}';
const provisioned = '/2019-09-30/functions/{FunctionName}/provisioned-concurrency';
const eventInvoke = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const recursion = '/2024-08-31/functions/{FunctionName}/recursion-config';

/** Every operation of the control plane (request lines: the API model in @aws-sdk/client-lambda 3.1164.0). */
const routes: ControlRoute[] = [
  account('GET', '/2015-03-31/functions', listFunctions),
  account('GET', '/2016-08-19/account-settings', getAccountSettings),
  fn('GET', functions, getFunction),
  fn('DELETE', functions, deleteFunction),
  fn('GET', `${functions}/configuration`, getFunctionConfiguration),
  fn('GET', `${functions}/versions`, listVersionsByFunction),
  fn('POST', `${functions}/versions`, publishVersion),
  fn('GET', `${functions}/aliases`, listAliases),
  fn('POST', `${functions}/aliases`, createAlias),
  fn('GET', `${functions}/aliases/{Name}`, getAlias),
  fn('PUT', `${functions}/aliases/{Name}`, updateAlias),
  fn('DELETE', `${functions}/aliases/{Name}`, deleteAlias),
  fn('PUT', '/2017-10-31/functions/{FunctionName}/concurrency', putFunctionConcurrency),
  fn('DELETE', '/2017-10-31/functions/{FunctionName}/concurrency', deleteFunctionConcurrency),
  fn('GET', '/2019-09-30/functions/{FunctionName}/concurrency', getFunctionConcurrency),
  fn('GET', provisioned, listProvisionedConcurrencyConfigs, 'List'),
  fn('GET', provisioned, getProvisionedConcurrencyConfig),
  fn('PUT', provisioned, putProvisionedConcurrencyConfig),
  fn('DELETE', provisioned, deleteProvisionedConcurrencyConfig),
  fn('GET', `${eventInvoke}/list`, listFunctionEventInvokeConfigs),
  fn('GET', eventInvoke, getFunctionEventInvokeConfig),
  fn('PUT', eventInvoke, putFunctionEventInvokeConfig),
  fn('POST', eventInvoke, updateFunctionEventInvokeConfig),
  fn('DELETE', eventInvoke, deleteFunctionEventInvokeConfig),
  fn('GET', recursion, getFunctionRecursionConfig),
  fn('PUT', recursion, putFunctionRecursionConfig),
];

/** An operation and the segments that its path names, still percent-encoded. */
export interface FoundOperation {
  operation: Operation;
  params: Record<string, string>;
}

/** Which operation a request line asks for. */
export function findOperation(
  method: string,
  path: string,
  query: URLSearchParams,
): FoundOperation | undefined {
  for (const route of routes) {
    if (route.method !== method || (route.query !== undefined && !query.has(route.query))) continue;
    const match = route.path.exec(path);
    if (match !== null) return { operation: route.operation, params: { ...match.groups } };
  }
  return undefined;
}
