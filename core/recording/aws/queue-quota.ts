/**
 * SQS has at most 120,000 messages in flight for a standard queue (Amazon SQS developer guide, Message
 * quotas): more cannot be read without giving some back.
 */
export const maxQueueMessages = 100_000;
