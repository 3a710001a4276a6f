import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './cli.fixture.js';

const program = path.join(import.meta.dirname, '..', 'dist', 'cmd', 'main.js');

/** The program under a shell that may open so many files, its hard limit too. */
async function limited(limit: number, args: readonly string[]) {
  const words = ['-c', `ulimit -n ${limit} && exec "$@"`, 'sh', process.execPath, program, ...args];
  const env = { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'x' };
  const child = spawn('/bin/sh', words, { cwd: temporaryFolder(), env });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stderr };
}

const base = ['--db', 'r.db', '--region', 'eu-west-1', '--endpoint-url', 'http://127.0.0.1:9'];
const load = ['--rate', '500/s', '--for', '4s'];

describe.skipIf(process.platform === 'win32')('a process that may open 256 files', () => {
  it.each<[string, string[], string]>([
    ['a run', ['run', '--function', 'f', ...load, '--max-in-flight', '300'], '300'],
    ['a closed loop', ['run', '--function', 'f', '--concurrency', '280', '--for', '5s'], '280'],
    ['a comparison', ['compare', 'f:1', 'f:2', '--max-in-flight', '400'], '400'],
    [
      'a search',
      [
        ...['capacity', '--function', 'f', '--slo', 'errors < 1%', '--max', '400/s'],
        '--max-in-flight',
        '450',
      ],
      '450',
    ],
  ])('is told before %s starts, with the number that it takes', async (_, words, inFlight) => {
    const { code, stderr } = await limited(256, [...words, ...base, '--payload', '{}']);
    expect(code, stderr).toBe(104);
    const [, needed = ''] =
      new RegExp(`Up to ${inFlight} .* need (\\d+) file descriptors, .* may open 256\\.`).exec(
        stderr,
      ) ?? [];
    expect(Number(needed), stderr).toBeGreaterThan(256);
    expect(stderr).toContain(`ulimit -n ${needed}`);
    expect(stderr).not.toContain('Sending to');
  });
});
