import type { JsonService } from '../aws-json/service.js';
import type { FaultInjector } from '../faults/fault-injection.js';
import type { LambdaService } from '../service.js';
import type { SignatureCheck } from '../signature/check.js';
import type { Home } from './function-ref.js';

/** What a server answers for. */
export interface Endpoint {
  readonly service: LambdaService;
  /** What else answers on the same port. */
  readonly jsonServices: readonly JsonService[];
  readonly home: Home;
  /** Host names (without port) it answers to, beside `localhost` and addresses. */
  readonly hostNames: readonly string[];
  /** Absent: requests need not be signed. */
  readonly checkSignature: SignatureCheck | undefined;
  /** Absent: nothing goes wrong on demand. */
  readonly faults: FaultInjector | undefined;
}
