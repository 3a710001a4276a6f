import { badReceipt } from './faults.js';

/** A receipt handle: the message and its receive. */
export function receiptHandle(messageId: string, receipt: string): string {
  return Buffer.from(`${messageId} ${receipt}`).toString('base64');
}

/** What a handle stands for. Throws for what is none. */
export function readReceipt(handle: string): { messageId: string; receipt: string } {
  const [messageId, receipt, ...more] = Buffer.from(handle, 'base64').toString().split(' ');
  if (messageId === undefined || receipt === undefined || more.length > 0) throw badReceipt(handle);
  return { messageId, receipt };
}
