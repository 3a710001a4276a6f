// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash's own
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bareEnvironment, program, reprise, temporaryFolder } from './cli.fixture.js';

/** What bash offers for a line, by the script that the command prints. */
function offered(script: string, words: readonly string[]): string[] {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'completion'), script);
  writeFileSync(
    path.join(folder, 'reprise'),
    `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(path.join(folder, 'reprise'), 0o755);
  const ask =
    'source "$0"; COMP_WORDS=(reprise "$@"); COMP_CWORD=$#; _reprise_completion; printf "%s\\n" "${COMPREPLY[@]}"';
  const args = ['--norc', '-c', ask, path.join(folder, 'completion'), ...words];
  // The shell in use counts, not the one that is set as the user's.
  const env = { ...bareEnvironment(), SHELL: '/bin/zsh', PATH: `${folder}:${process.env.PATH}` };
  return execFileSync('bash', args, { encoding: 'utf8', env }).split('\n').filter(Boolean);
}

it('bash completes commands, flags and values', async () => {
  const { stdout } = await reprise(['completion', 'bash']);
  expect(offered(stdout, ['re'])).toEqual(['record', 'recordings', 'report', 'reconcile']);
  expect(offered(stdout, ['run', '--max-i'])).toEqual(['--max-in-flight', '--max-invocations']);
  expect(offered(stdout, ['run', '--order', ''])).toEqual(['recorded', 'shuffled', 'random']);
});

it('each shell has a script, and the one in use is found by SHELL', async () => {
  const fish = await reprise(['completion'], { env: { SHELL: '/usr/bin/fish' } });
  expect(fish.stdout).toContain('complete -c reprise');
  const unknown = await reprise(['completion', 'tcsh']);
  expect([unknown.code, unknown.stderr]).toEqual([104, expect.stringContaining('bash, zsh, fish')]);
});
