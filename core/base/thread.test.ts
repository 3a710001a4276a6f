import { once } from 'node:events';
import { expect, test } from 'vitest';
import { RepriseError } from './errors.js';
import { startThread } from './thread.js';

test('from source, the program is found in the build', async () => {
  const writer = new URL('../proxy/writer-thread.js', import.meta.url);
  const thread = startThread(writer, {
    databasePath: '/nowhere/at/all.db',
    recording: { name: 'friday' },
  });
  const [report] = await once(thread, 'message');
  expect(report).toMatchObject({ kind: 'refused' });
});

test('a program that was not built is told by its name, with what to do', () => {
  const program = new URL('../proxy/no-such-thread.js', import.meta.url);
  const start = () => startThread(program, {});
  expect(start).toThrow('The program core/proxy/no-such-thread.js is not built.');
  expect(start).toThrow(RepriseError);
});
