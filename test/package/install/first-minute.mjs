// What a newcomer does in the first minute, and what must come of it.
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from './run-step.mjs';

const root = path.join(import.meta.dirname, '../../..');
const examples = path.join(import.meta.dirname, '../examples');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');

/** No machine is too slow for this; what the quickstart itself expects is for `.ci/run` to hold. */
const judged = ['--expect', 'ok > 0', '--quiet', '--summary', 'line'];

/** The quickstart, a scenario of one's own, and completion in three shells. */
export async function firstMinute(manager, folder, env) {
  const reprise = (...args) =>
    run([...manager.command, ...manager.run(args)], { cwd: folder, env });
  const line = await reprise('run', '--example', 'quickstart', ...judged);
  if (!line.includes('Passed  quickstart')) throw new Error(`the quickstart said: ${line}`);
  console.log(`  run --example quickstart: ${line.trim().split('\n').at(-1)}`);
  const init = await reprise('init');
  if (!init.includes('scenario.yaml')) throw new Error(`init wrote no scenario: ${init}`);
  await reprise('check', 'load-test/scenario.yaml');
  console.log('  init, and check of what it wrote');
  for (const [shell, word] of [
    ['bash', 'complete '],
    ['zsh', '#compdef reprise'],
    ['fish', 'complete -c reprise'],
  ]) {
    const script = await reprise('completion', shell);
    if (!script.includes(word)) throw new Error(`completion ${shell}: ${script.slice(0, 500)}`);
  }
  console.log('  completion for bash, zsh and fish');
}

/** The examples of docs/api.md and README compile, whichever way an editor resolves modules. */
export async function compileExamples(folder) {
  cpSync(examples, path.join(folder, 'examples'), { recursive: true });
  const files = readdirSync(examples).map((file) => path.join('examples', file));
  const options = ['--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--ignoreConfig'];
  const types = ['--typeRoots', path.join(root, 'node_modules/@types'), '--types', 'node'];
  const compile = (module, resolution, ...more) =>
    run(
      [
        ...[process.execPath, tsc, ...options, ...types, '--module', module],
        ...['--moduleResolution', resolution, ...more, ...files],
      ],
      { cwd: folder },
    );
  await compile('node16', 'node16', '--outDir', 'compiled');
  await compile('esnext', 'bundler', '--noEmit');
  console.log('  compiled the examples with node16 and bundler');
}

/** README's example, as a program of theirs. */
export async function runExample(folder, env) {
  const shipped = path.join(folder, 'node_modules/reprise/scenarios');
  cpSync(shipped, path.join(folder, 'scenarios'), { recursive: true, dereference: true });
  const said = await run([process.execPath, 'compiled/readme.js'], { cwd: folder, env });
  if (!/^(pass|fail|inconclusive) .*ok: [1-9]/s.test(said))
    throw new Error(`README's example said: ${said}`);
  console.log(`  ran README's example: ${said.replace(/\s+/g, ' ').trim()}`);
}
