// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash's own
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { installed } from '../results/export/installed.fixture.js';
import { bareEnvironment, program, reprise, temporaryFolder } from './cli.fixture.js';

/** A folder with the script that the command prints for a shell, and with `reprise` itself. */
async function completionFolder(shell: string): Promise<string> {
  const folder = temporaryFolder();
  const { stdout } = await reprise(['completion', shell]);
  writeFileSync(path.join(folder, 'completion'), stdout);
  writeFileSync(
    path.join(folder, 'reprise'),
    `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(path.join(folder, 'reprise'), 0o755);
  writeFileSync(path.join(folder, 'reports.yaml'), '');
  return folder;
}

/** What a shell answers to a question, in which `$0` is the script; the user's own shell is another. */
function answer(folder: string, command: string, args: readonly string[], shell: string): string[] {
  const PATH = `${folder}:${process.env.PATH}`;
  const env = { ...bareEnvironment(), SHELL: shell, PATH, HOME: folder };
  const lines = execFileSync(command, args, { encoding: 'utf8', env, cwd: folder }).split('\n');
  return lines.filter(Boolean).map((line) => line.replace(/[\t:].*/, ''));
}

const flags = ['--max-in-flight', '--max-invocations'];
const orders = ['random', 'recorded', 'shuffled'];

it('bash completes commands, flags and values', async () => {
  const folder = await completionFolder('bash');
  const ask =
    'source "$0"; COMP_WORDS=(reprise "$@"); COMP_CWORD=$#; _reprise_completion; printf "%s\\n" "${COMPREPLY[@]}"';
  const offered = (...words: string[]) =>
    answer(folder, 'bash', ['--norc', '-c', ask, `${folder}/completion`, ...words], '/bin/zsh');
  expect(offered('re')).toEqual(['record', 'recordings', 'report', 'reconcile']);
  expect(offered('run', '--max-i').sort()).toEqual(flags);
  expect(offered('run', '--order', '').sort()).toEqual(orders);
});

it.skipIf(!installed('fish'))('fish does (skipped without fish)', async () => {
  const folder = await completionFolder('fish');
  const offered = (line: string) => {
    const ask = `source ${folder}/completion; complete -C '${line}'`;
    return answer(folder, 'fish', ['--no-config', '-c', ask], '/bin/bash');
  };
  expect(offered('reprise re').sort()).toEqual(['reconcile', 'record', 'recordings', 'report']);
  expect(offered('reprise run --max-i').sort()).toEqual(flags);
  expect(offered('reprise run --order ').sort()).toEqual(orders);
  expect(offered('reprise run repo')).toEqual(['reports.yaml']);
  expect(offered('reprise run ')).toEqual(expect.arrayContaining(['--rate', 'reports.yaml']));
});

it.skipIf(!installed('zsh'))('zsh does (skipped without zsh)', async () => {
  const folder = await completionFolder('zsh');
  // What zsh does with them is zsh's own; here they are printed.
  const ask = `compdef() {}; _describe() { print -l -- "\${(@P)2}" }; _default() { print FILES };
    source "$0"; words=(reprise "$@"); CURRENT=$#words; _reprise; true`;
  const offered = (...words: string[]) =>
    answer(folder, 'zsh', ['-f', '-c', ask, `${folder}/completion`, ...words], '/bin/bash');
  const commands = ['record', 'recordings', 'report', 'reconcile'];
  expect(offered('re')).toEqual(expect.arrayContaining(commands));
  expect(offered('run', '--order', '').sort()).toEqual(orders);
  expect(offered('run', '--max-i')).toEqual(expect.arrayContaining(flags));
  expect(offered('run', '--max-i')).not.toContain('FILES');
  expect(offered('run', '')).toEqual(expect.arrayContaining(['--rate', 'FILES']));
});

it('each shell has a script, and the one in use is found by SHELL', async () => {
  const fish = await reprise(['completion'], { env: { SHELL: '/usr/bin/fish' } });
  expect(fish.stdout).toContain('complete -c reprise');
  const unknown = await reprise(['completion', 'tcsh']);
  expect([unknown.code, unknown.stderr]).toEqual([104, expect.stringContaining('bash, zsh, fish')]);
});
