// Installs the packed tarball into empty folders, with npm and, where the registry has them, with pnpm
// and Yarn 4, and does there what a newcomer does. `npm run test:package [-- npm pnpm yarn]`.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'reprise-package-'));

/** How each of them is run, what it needs to be told before, and how it adds a tarball. */
const managers = {
  npm: {
    command: ['npm'],
    settings: () => ({ allowScripts: { 'better-sqlite3': true } }),
    add: (tarball) => [
      'install',

      '--no-audit',
      '--no-fund',
      tarball,
    ],
    run: (args) => ['exec', '--', 'reprise', ...args],
  },
  pnpm: {
    command: ['npx', '--yes', '--package', 'pnpm@10', 'pnpm'],
    settings: () => ({ pnpm: { onlyBuiltDependencies: ['better-sqlite3'] } }),
    add: (tarball) => ['add', tarball],
    run: (args) => ['exec', 'reprise', ...args],
  },
  yarn: {
    command: ['npx', '--yes', '--package', '@yarnpkg/cli-dist@4', 'yarn'],
    settings: () => ({ dependenciesMeta: { 'better-sqlite3': { built: true } } }),
    add: (tarball) => ['add', `reprise@file:${tarball}`],
    run: (args) => ['run', 'reprise', ...args],
  },
};

function fail(message) {
  throw new Error(message);
}

/** Runs it, and gives its output; throws with all of it where it fails. */
function run([command, ...args], options = {}) {
  const ended = spawnSync(command, args, { encoding: 'utf8', timeout: 240_000, ...options });
  if (ended.status === 0) return ended.stdout;
  fail(
    `${[command, ...args].join(' ')} ended with ${ended.status ?? ended.error}\n${ended.stdout}${ended.stderr}`,
  );
}

function pack() {
  const [packed] = JSON.parse(
    run(['npm', 'pack', '--json', '--pack-destination', scratch], { cwd: root }).replace(
      /^[^[]*/s,
      '',
    ),
  );
  const maps = packed.files.filter(({ path: file }) => file.endsWith('.map'));
  if (maps.length > 0) fail(`${maps.length} source maps without their sources`);
  if (packed.files.length >= 400) fail(`${packed.files.length} files in the package`);
  if (packed.unpackedSize >= 2e6) fail(`${packed.unpackedSize} bytes unpacked`);
  console.log(
    `packed: ${packed.files.length} files, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked`,
  );
  return path.join(scratch, packed.filename);
}

/** What this checkout has built, so that the native module is not compiled once more for each of them. */
function localPrebuilds() {
  const module = path.join(root, 'node_modules/better-sqlite3');
  const binary = 'build/Release/better_sqlite3.node';
  if (!existsSync(path.join(module, binary)) || !isOfThisNode(module)) return {};
  const { version } = JSON.parse(readFileSync(path.join(module, 'package.json'), 'utf8'));
  const { modules } = process.versions;
  const name = `better-sqlite3-v${version}-node-v${modules}-${process.platform}-${process.arch}.tar.gz`;
  const folder = path.join(scratch, 'prebuilds');
  mkdirSync(folder);
  execFileSync('tar', ['czf', path.join(folder, name), '-C', module, binary]);
  return { npm_config_better_sqlite3_local_prebuilds: folder };
}

/** No machine is too slow for this; what the quickstart itself expects is for `.ci/run` to hold. */
const judged = ['--expect', 'ok > 0', '--quiet', '--summary', 'line'];

/** A binary that was built for another version of Node is none for this one. */
function isOfThisNode(module) {
  const program = `new (require(${JSON.stringify(module)}))(':memory:')`;
  return spawnSync(process.execPath, ['--eval', program]).status === 0;
}

/** What a newcomer does, and what must come of it. */
function firstMinute(manager, folder, env) {
  const reprise = (...args) =>
    run([...manager.command, ...manager.run(args)], { cwd: folder, env });
  const line = reprise('run', '--example', 'quickstart', ...judged);
  if (!line.includes('Passed  quickstart')) fail(`the quickstart said: ${line}`);
  if (!reprise('init').includes('scenario.yaml')) fail('init wrote no scenario');
  reprise('check', 'load-test/scenario.yaml');
  if (!reprise('completion', 'bash').includes('complete ')) fail('no completion');
  console.log(`  ran: ${line.trim().split('\n').at(-1)}`);
}

/** The examples of docs/api.md and README compile, whichever way an editor resolves modules. */
function compileExamples(folder) {
  const examples = path.join(import.meta.dirname, 'examples');
  cpSync(examples, path.join(folder, 'examples'), { recursive: true });
  const files = readdirSync(examples).map((file) => path.join('examples', file));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ]) {
    const options = [
      '--strict',
      '--noEmit',
      '--skipLibCheck',
      'false',
      '--target',
      'es2022',
      '--ignoreConfig',
    ];
    const types = ['--typeRoots', path.join(root, 'node_modules/@types'), '--types', 'node'];
    run(
      [
        process.execPath,
        tsc,
        ...options,
        ...types,
        '--module',
        module,
        '--moduleResolution',
        resolution,
        ...files,
      ],
      { cwd: folder },
    );
    console.log(`  compiled with ${resolution}`);
  }
}

function tryManager(name, tarball, prebuilds) {
  const manager = managers[name];
  const started = performance.now();
  const folder = path.join(scratch, name);
  mkdirSync(folder);
  const own = { name: 'newcomer', private: true, type: 'module', ...manager.settings() };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  if (name === 'yarn')
    writeFileSync(
      path.join(folder, '.yarnrc.yml'),
      'nodeLinker: node-modules\nenableTelemetry: false\n',
    );
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^npm_(?!config_(nodedir|registry|cache)$)/.test(key),
  );
  const env = { ...Object.fromEntries(inherited), ...prebuilds };
  if (
    spawnSync(manager.command[0], [...manager.command.slice(1), '--version'], { cwd: folder, env })
      .status !== 0
  ) {
    console.log(`${name}: skipped, it cannot be had here`);
    return;
  }
  console.log(`${name} on Node ${process.versions.node}:`);
  run([...manager.command, ...manager.add(tarball)], { cwd: folder, env });
  firstMinute(manager, folder, env);
  if (name === 'npm') compileExamples(folder);
  console.log(`  ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** The recorder's own package: nothing but itself, and a handler that it wraps writes its line. */
function tryRecorder() {
  const args = ['npm', 'pack', '--json', '--workspace', 'recorder', '--pack-destination', scratch];
  const [packed] = JSON.parse(run(args, { cwd: root }).replace(/^[^[]*(?=\[\s*\{)/s, ''));
  if (packed.files.length > 8) fail(`${packed.files.length} files in the recorder's package`);
  const folder = path.join(scratch, 'recorder');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run(['npm', 'install', '--offline', '--no-audit', path.join(scratch, packed.filename)], {
    cwd: folder,
  });
  const installed = readdirSync(path.join(folder, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  if (installed.join() !== 'reprise-recorder') fail(`the recorder brings ${installed}`);
  const program = `import { recordEvents } from 'reprise-recorder';
    await recordEvents(async () => 1)({ order: 7 }, { awsRequestId: 'r', invokedFunctionArn: 'arn:f' });`;
  const said = run([process.execPath, '--input-type=module', '--eval', program], { cwd: folder });
  if (JSON.parse(said).payload !== '{"order":7}') fail(`the recorder wrote: ${said}`);
  console.log(
    `reprise-recorder: ${packed.files.length} files, ${packed.unpackedSize} bytes, no dependencies`,
  );
}

const asked = process.argv.slice(2);
try {
  tryRecorder();
  const tarball = pack();
  const prebuilds = localPrebuilds();
  for (const name of asked.length > 0 ? asked : Object.keys(managers))
    tryManager(name, tarball, prebuilds);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
