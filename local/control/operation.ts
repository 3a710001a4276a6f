import type { Deployment } from '../functions/deployment.js';
import type { Refusal } from '../http/exceptions.js';
import type { Home, NamedFunction } from '../http/function-ref.js';

/** A request to the control plane, taken apart and not yet checked. */
export interface ControlRequest {
  /** The segments of the path that the operation names, percent-decoded: `Name`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body's members; none when there was no body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What operations read and change. */
export interface ControlPlane {
  readonly deployment: Deployment;
  readonly home: Home;
}

/** An answer in the service's shape; `body` undefined is an empty one. */
export interface ControlResult {
  kind: 'result';
  status: 200 | 201 | 202 | 204;
  body: object | undefined;
}

/** What an operation answers. */
export type ControlAnswer = ControlResult | Refusal;

/** One operation on a function that the path names; `ref` has the query's qualifier in it. */
export type FunctionOperation = (
  ref: NamedFunction,
  request: ControlRequest,
  plane: ControlPlane,
) => ControlAnswer;

/** One operation on the account. */
export type AccountOperation = (request: ControlRequest, plane: ControlPlane) => ControlAnswer;

/** An answer with a body. */
export function result(body: object, status: 200 | 201 | 202 = 200): ControlResult {
  return { kind: 'result', status, body };
}

/** The answer to a deletion. */
export const deleted: ControlResult = { kind: 'result', status: 204, body: undefined };

/** One page of a list: AWS Lambda API reference, `MaxItems` (1 to 50 of most lists) and `Marker`. */
export function pageOf<Item>(
  items: readonly Item[],
  query: URLSearchParams,
): { page: Item[]; next: { NextMarker?: string } } {
  const from = Number(Buffer.from(query.get('Marker') ?? '', 'base64url').toString()) || 0;
  const asked = Number(query.get('MaxItems') ?? '50');
  const to = from + Math.min(50, Math.max(1, Math.floor(asked) || 50));
  const next =
    to < items.length ? { NextMarker: Buffer.from(String(to)).toString('base64url') } : {};
  return { page: items.slice(from, to), next };
}
