// Runs one command of a newcomer's, and tells whoever waits that it is still at work.
import { spawn } from 'node:child_process';

/** For what hangs. Compiling SQLite takes a minute on a free core, and several on a busy one. */
const limitMs = 15 * 60_000;
const patienceMs = 30_000;

/** Runs it, and gives its output; throws with all of it where it fails. */
export async function run([command, ...args], options = {}) {
  const { code, output, all } = await ended(command, args, options);
  if (code === 0) return output;
  throw new Error(`${[command, ...args].join(' ')} ended with ${code}\n${all}`);
}

/** Whether it can be run at all. */
export async function works([command, ...args], options = {}) {
  const { code } = await ended(command, args, options);
  return code === 0;
}

function ended(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const said = { output: '', all: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.output += text;
    said.all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.all += text;
  });
  const stop = tellWhileItRuns([command, ...args], child);
  return new Promise((resolve) => {
    const end = (code) => {
      stop();
      resolve({ code, ...said });
    };
    child.once('error', end);
    child.once('close', (code, signal) => end(code ?? signal));
  });
}

function tellWhileItRuns(words, child) {
  const started = performance.now();
  const telling = setInterval(() => {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`  … ${seconds} s: ${words.slice(0, 6).join(' ')}`);
  }, patienceMs);
  const hanging = setTimeout(() => child.kill('SIGKILL'), limitMs);
  return () => {
    clearInterval(telling);
    clearTimeout(hanging);
  };
}
