#!/usr/bin/env node
// Runs the commands of walk-throughs, page by page, against a fresh database, and fails where one ends
// otherwise than the page says. No part of `npm test`, since the pages take their time:
//
//     node test/walkthroughs.mjs [PAGE.md …]        # without pages: docs/walkthrough-*.md
//
// A page's ```sh blocks are one shell. A command is a line, or several joined by `\`; its exit code is 0, or
// what its comment says: `# exit 99`. A block that begins with `# In your account` is not run.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = path.join(root, 'dist/cmd/main.js');
const pageTimeoutMs = 300_000;

/** `npx reprise` is this build, however the package is installed here. */
const prelude = `
reprise() { '${process.execPath}' '${program}' "$@"; }
npx() { [ "$1" = reprise ] && shift && reprise "$@"; }
check() {
  [ "$1" = "$2" ] && return
  printf '%s: exit code %s, and not %s\\n' "$3" "$1" "$2" >&2
  exit 1
}
`;

/** The commands of a page with their lines and the exit codes that they ought to have. */
function commandsOf(text) {
  const commands = [];
  let block;
  let begun;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^```/.test(line)) {
      block =
        block === undefined && line === '```sh' ? { isFirst: true, isSkipped: false } : undefined;
      continue;
    }
    if (block === undefined) continue;
    if (block.isFirst) block.isSkipped = /^# In your account\b/.test(line);
    block.isFirst = false;
    if (block.isSkipped || (begun === undefined && /^\s*(#|$)/.test(line))) continue;
    begun = begun ?? { line: index + 1, text: '' };
    begun.text += `${line}\n`;
    if (line.endsWith('\\')) continue;
    const [, code = '0'] = /#.*\bexit (\d+)/.exec(line) ?? [];
    commands.push({ ...begun, code: Number(code) });
    begun = undefined;
  }
  return commands;
}

function scriptOf(page, commands) {
  const steps = commands.map(({ line, text, code }) => {
    const place = `${page}:${line}`;
    return `printf '\\n\\033[2m%s\\033[0m\\n' ${quoted(`${place}  ${text.trimEnd()}`)}\n${text}check $? ${code} ${quoted(place)}\n`;
  });
  return prelude + steps.join('');
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Nothing of AWS's, and no way to the metadata service: what is not local must fail. */
function environment(folder) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|REPRISE_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent' },
    ...{ AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', REPRISE_DB: path.join(folder, 'reprise.db') },
  };
}

async function runDocument(page) {
  const commands = commandsOf(readFileSync(path.resolve(root, page), 'utf8'));
  if (commands.length === 0) throw new Error(`${page} has no command.`);
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-walkthrough-'));
  const startedMs = performance.now();
  try {
    const child = spawn('bash', ['-c', scriptOf(page, commands)], {
      ...{ cwd: root, env: environment(folder), detached: true },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), pageTimeoutMs);
    const code = await new Promise((resolve) => child.on('exit', (exit) => resolve(exit ?? 1)));
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${page} does not do what it says.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`\n${page}: ${commands.length} commands, ${seconds} s\n`);
}

function allPages() {
  const names = readdirSync(path.join(root, 'docs'));
  return names.filter((name) => /^walkthrough-.*\.md$/.test(name)).map((name) => `docs/${name}`);
}

const given = process.argv.slice(2);
try {
  for (const page of given.length > 0 ? given : allPages().sort()) await runDocument(page);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
