import type { SignatureCheck } from '../signature/check.js';
import type { Members } from './members.js';

/** One request to a service that speaks AWS JSON. */
export interface ServiceCall {
  input: Members;
  /** `127.0.0.1:9001`: by what name the client reached it, for URLs in answers. */
  host: string;
  /** Calls back once if the client goes away before it is answered. */
  onGone(callback: () => void): void;
}

/** One operation: the body of its answer, now or later. Throws `ServiceFault`. */
export type ServiceOperation = (call: ServiceCall) => object | Promise<object>;

/** A service of which a few operations are here, told apart by `X-Amz-Target` (AWS JSON 1.0 and 1.1). */
export interface JsonService {
  /** `Amazon SQS`, for messages. */
  name: string;
  /** `AmazonSQS`: what `X-Amz-Target` begins with, before the operation. */
  targetPrefix: string;
  /** `sqs`: the service in a signature's scope. */
  scope: string;
  /** Of the names of its exceptions: `com.amazonaws.sqs`, or empty. */
  namespace: string;
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  operations: Readonly<Record<string, ServiceOperation>>;
  /** Absent: requests need not be signed. */
  checkSignature: SignatureCheck | undefined;
}
