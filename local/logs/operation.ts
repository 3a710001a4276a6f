import type { ServiceCall } from '../aws-json/service.js';
import type { LogStore } from './log-store.js';

/** One operation of CloudWatch Logs; `arnOf` gives the ARN of a log group. Throws `ServiceFault`. */
export type LogOperation = (
  call: ServiceCall,
  store: LogStore,
  arnOf: (groupName: string) => string,
) => object;
