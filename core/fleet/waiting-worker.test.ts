import { expect, it } from 'vitest';
import { serveFleet } from './worker.js';

it('that waits for its bus ends when it is stopped', async () => {
  const stop = new AbortController();
  const notes: string[] = [];
  const serving = serveFleet({
    // Nobody listens on the discard port of loopback.
    ...{ bus: 'nats://127.0.0.1:9', fleet: 'f', version: '1', cacheFolder: '/nonexistent' },
    ...{ stop: stop.signal, onNote: (text) => notes.push(text) },
  });
  setTimeout(() => stop.abort(), 50);
  await serving;
  expect(notes).toEqual([]);
});
