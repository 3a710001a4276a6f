import { expect, it } from 'vitest';
import { sampleMeta } from '../../results/document/sample-run.fixture.js';
import { temporaryDatabase } from '../../results/store/database.fixture.js';
import { thisMachine } from '../../results/store/machine.js';
import { RunStore } from '../../results/store/run-store.js';
import { resumeRun } from './resume-run.js';

/** A run of a process that is gone, sent by threads or by workers. */
function leftBehind(environment: Record<string, number>, pid = 2 ** 30) {
  const { db, path } = temporaryDatabase();
  const store = new RunStore(db, { ...thisMachine, pid });
  const writer = store.start(sampleMeta({ environment }));
  const recall = async (run: string) => {
    throw new Error(`asked for ${run}`);
  };
  return { writer, resumed: () => resumeRun('last', { databasePath: path, recall }) };
}

it('looks for the run of a fleet on its bus', async () => {
  const { resumed, writer } = leftBehind({ workers: 3 });
  await expect(resumed()).rejects.toThrow(`asked for ${writer.id}`);
});

it('refuses a run of one machine: what was in flight went with its process', async () => {
  const { resumed, writer } = leftBehind({ threads: 2 });
  await expect(resumed()).rejects.toMatchObject({
    message: expect.stringMatching(/sent by one machine.*in flight/),
    hint: expect.stringContaining(`reprise report ${writer.id}`),
    exitCode: 104,
  });
});

it('refuses a run that goes on, or has ended', async () => {
  const { resumed, writer } = leftBehind({ workers: 3 }, process.pid);
  await expect(resumed()).rejects.toThrow(/still goes on/);
  writer.finish('aborted', Date.now(), []);
  await expect(resumed()).rejects.toThrow(/has ended: it is aborted/);
});
