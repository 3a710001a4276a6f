import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { samplePlan } from '../document/sample-run.fixture.js';
import { SampleFile } from './sample-file.js';

const samples = (count: number): KeptSample[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ slot: '', index, workload: 0, stage: 0, payload: 0, kind: 'ok' as const },
    ...{ intendedUs: index * 1000, sentUs: index * 1000 + 7, answeredUs: index * 1000 + 5007 },
  }));

const lines = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 2;

describe('a file of samples', () => {
  it('replaces a file when it is whole, and leaves it as it was where there is no run', async () => {
    const file = path.join(temporaryFolder(), 's.csv');
    writeFileSync(file, 'before');
    const left = new SampleFile(file);
    left.discard();
    expect(readFileSync(file, 'utf8')).toBe('before');
    const whole = new SampleFile(file);
    whole.add(samples(10), samplePlan);
    expect(await whole.end(10)).toBeUndefined();
    expect(lines(file)).toBe(10);
  });

  it('counts what a slow reader has no room for, and says so', async () => {
    const folder = temporaryFolder();
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    // A pipe holds 64 KB; here another 10,000 characters may wait.
    const file = new SampleFile(pipe, 10_000);
    for (let n = 0; n < 100; n++) file.add(samples(100), samplePlan);
    closeSync(reader);
    expect(await file.end(10_000)).toMatch(
      /^[\d,]+ of 10,000 invocations have no row in .*pipe: its reader went away\.$/,
    );
    expect(existsSync(pipe)).toBe(true);
  });

  it('says where it cannot be written', () => {
    expect(() => new SampleFile('/dev/null/x.csv')).toThrow('Cannot write /dev/null/x.csv');
  });

  it('that the disk has no room for is an error', async () => {
    if (process.platform !== 'linux') return;
    const file = new SampleFile('/dev/full');
    file.add(samples(10), samplePlan);
    await expect(file.end(10)).rejects.toThrow('Cannot write /dev/full: ENOSPC');
  });
});
