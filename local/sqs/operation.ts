import type { ServiceCall } from '../aws-json/service.js';
import type { Queues } from './queues.js';

/** One operation of SQS. Throws `ServiceFault`. */
export type QueueOperation = (call: ServiceCall, queues: Queues) => object | Promise<object>;
