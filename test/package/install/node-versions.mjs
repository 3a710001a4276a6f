// Other versions of Node, as the npm registry has them: the program runs once more with each.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { run } from './run-step.mjs';

/** Runs a program with the newest release of that major version; gives its exit code. */
export async function runWith(major, program, args, scratch) {
  const node = await nodeOf(major, scratch);
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`;
  const { status } = spawnSync(node, [program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  return status ?? 1;
}

async function nodeOf(major, scratch) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = path.join(scratch, `node-${major}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const name = `node-${process.platform}-${process.arch}`;
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'];
  await run([...install, `${name}@${major}`], { cwd: folder });
  const found = createRequire(path.join(folder, 'package.json')).resolve(`${name}/package.json`);
  return path.join(path.dirname(found), 'bin/node');
}
