// Installs the packed tarball into empty folders, with npm and, where the registry has them, with pnpm
// and Yarn 4, and does there what a newcomer does.
//
//     npm run test:package [-- npm pnpm yarn] [--node=20,22,24] [--tarball=FILE]
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileExamples, firstMinute, runExample } from './install/first-minute.mjs';
import { keepBinary, nativeSettings } from './install/native-module.mjs';
import { runWith } from './install/node-versions.mjs';
import { managers, ownEnvironment, writeProject } from './install/package-managers.mjs';
import { run, works } from './install/run-step.mjs';

const root = path.join(import.meta.dirname, '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'reprise-package-'));

function fail(message) {
  throw new Error(message);
}

async function pack() {
  const packed = packedAs(
    await run(['npm', 'pack', '--json', '--pack-destination', scratch], { cwd: root }),
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

/** What `npm pack --json` says, after what the build said. */
const packedAs = (said) => JSON.parse(said.replace(/^[^[]*(?=\[\s*\{)/s, ''))[0];

async function tryManager(name, tarball) {
  const manager = managers[name];
  const started = performance.now();
  const folder = path.join(scratch, name);
  writeProject(manager, folder);
  const env = ownEnvironment(nativeSettings());
  if (!(await works([...manager.command, '--version'], { cwd: folder, env }))) {
    console.log(`${name}: skipped, it cannot be had here`);
    return;
  }
  console.log(`${name} on Node ${process.versions.node}:`);
  await run([...manager.command, ...manager.add(tarball)], { cwd: folder, env });
  console.log(`  installed after ${secondsSince(started)} s`);
  if (name !== 'pnpm') keepBinary(path.join(folder, 'node_modules/better-sqlite3'));
  await firstMinute(manager, folder, env);
  await compileExamples(folder);
  await runExample(folder, env);
  console.log(`  ${secondsSince(started)} s`);
}

const secondsSince = (started) => ((performance.now() - started) / 1000).toFixed(0);

/** The recorder's own package: nothing but itself, and a handler that it wraps writes its line. */
async function tryRecorder() {
  const args = ['npm', 'pack', '--json', '--workspace', 'recorder', '--pack-destination', scratch];
  const packed = packedAs(await run(args, { cwd: root }));
  if (packed.files.length > 8) fail(`${packed.files.length} files in the recorder's package`);
  const folder = path.join(scratch, 'recorder');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const tarball = path.join(scratch, packed.filename);
  await run(['npm', 'install', '--offline', '--no-audit', tarball], { cwd: folder });
  const installed = readdirSync(path.join(folder, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  if (installed.join() !== 'reprise-recorder') fail(`the recorder brings ${installed}`);
  const program = `import { recordEvents } from 'reprise-recorder';
    await recordEvents(async () => 1)({ order: 7 }, { awsRequestId: 'r', invokedFunctionArn: 'arn:f' });`;
  const node = [process.execPath, '--input-type=module', '--eval', program];
  const said = await run(node, { cwd: folder });
  if (JSON.parse(said).payload !== '{"order":7}') fail(`the recorder wrote: ${said}`);
  console.log(
    `reprise-recorder: ${packed.files.length} files, ${packed.unpackedSize} bytes, no dependencies`,
  );
}

/** Every manager that was asked for, with the Node that runs this. */
async function tryManagers(names, tarball) {
  keepBinary(path.join(root, 'node_modules/better-sqlite3'));
  for (const name of names) await tryManager(name, tarball);
}

/** Once more with each of these versions of Node; the first that fails ends it. */
async function tryNodes(majors, names, tarball) {
  const args = [...names, `--tarball=${tarball}`];
  for (const major of majors)
    process.exitCode ||= await runWith(major, import.meta.filename, args, scratch);
}

/** What has been packed before, or else what this checkout packs now. */
async function tarballToTry() {
  const packed = asked.find((word) => word.startsWith('--tarball='));
  if (packed) return packed.slice('--tarball='.length);
  await tryRecorder();
  return pack();
}

const asked = process.argv.slice(2);
const words = asked.filter((word) => !word.startsWith('--'));
const names = words.length > 0 ? words : Object.keys(managers);
const majors = asked.find((word) => word.startsWith('--node='))?.slice('--node='.length);
try {
  const tarball = await tarballToTry();
  if (majors) await tryNodes(majors.split(','), names, tarball);
  else await tryManagers(names, tarball);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
