import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

/** One server-sent event. */
export interface SseEvent {
  name: string;
  data: string;
}

/** A stream of server-sent events as a program reads it. */
export interface SseStream {
  response: IncomingMessage;
  /** All that have come. */
  events: SseEvent[];
  /** Resolves with the first event of that name that has not been asked for yet. */
  next(name: string): Promise<SseEvent>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

/** Opens a stream; `url` is of the events themselves. */
export async function openSse(url: string): Promise<SseStream> {
  let request: ClientRequest | undefined;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request = get(url, { agent: false }, resolve).on('error', reject);
  });
  const events: SseEvent[] = [];
  const waiting: { name: string; resolve: (event: SseEvent) => void }[] = [];
  const taken = new Map<string, number>();
  const hand = (): void => {
    for (const each of waiting.splice(0)) {
      const of = events.filter(({ name }) => name === each.name);
      const event = of[taken.get(each.name) ?? 0];
      if (event) {
        taken.set(each.name, (taken.get(each.name) ?? 0) + 1);
        each.resolve(event);
      } else waiting.push(each);
    }
  };
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^event: (\w+)\ndata: ([^\n]*)$/.exec(block);
      if (match) events.push({ name: match[1] ?? '', data: match[2] ?? '' });
    }
    hand();
  });
  const ended = new Promise<void>((resolve) => response.on('close', () => resolve()));
  response.on('error', () => {});
  const close = (): void => void request?.destroy();
  onTestFinished(close);
  return {
    response,
    events,
    ended,
    close,
    next: (name) =>
      new Promise((resolve) => {
        waiting.push({ name, resolve });
        hand();
      }),
  };
}
