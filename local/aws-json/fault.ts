import { type Refusal, unmodelled } from '../http/exceptions.js';

/** How a refusal goes on the wire beside its name and its message. */
export interface FaultDetails {
  /** Default: 400. */
  status?: number;
  /** What the query protocol called it, where that is another name: `AWS.SimpleQueueService.NonExistentQueue`. */
  queryCode?: string;
}

/** Why an operation is refused: thrown by operations, answered in one place. */
export class ServiceFault extends Error {
  /** As the API model names it: `QueueDoesNotExist`. */
  readonly type: string;
  readonly details: FaultDetails;

  constructor(type: string, message: string, details: FaultDetails = {}) {
    super(message);
    this.type = type;
    this.details = details;
  }
}

/** The same as an answer; the body names the shape, as both protocols' SDKs read it. */
export function faultRefusal({ type, message, details }: ServiceFault, namespace: string): Refusal {
  const __type = namespace === '' ? type : `${namespace}#${type}`;
  return unmodelled(type, details.status ?? 400, { __type, message });
}
