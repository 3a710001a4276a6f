import type { LocalLambda } from './config.js';

/** From the local Lambda's thread to the one that started it. */
export type ThreadMessage =
  | { kind: 'listening'; lambda: Pick<LocalLambda, 'url' | 'region' | 'credentials'> }
  | { kind: 'failed'; message: string };
