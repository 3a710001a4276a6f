// better-sqlite3 is compiled where no prebuilt binary can be had. Once for each version of Node is enough:
// what the first installation has compiled, the next ones find where prebuilt binaries are looked for.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const binary = 'build/Release/better_sqlite3.node';
const folder = process.env.REPRISE_PREBUILDS ?? path.join(tmpdir(), 'reprise-prebuilds');

/** What better-sqlite3's installation reads: where binaries are, and this Node's own headers. */
export function nativeSettings() {
  const headers = path.resolve(process.execPath, '../..');
  const hasHeaders = existsSync(path.join(headers, 'include/node/node.h'));
  return {
    npm_config_better_sqlite3_local_prebuilds: folder,
    ...(hasHeaders && { npm_config_nodedir: headers }),
  };
}

/** Keeps the binary of an installation, if it is one for this Node. */
export function keepBinary(module) {
  if (!existsSync(path.join(module, binary)) || !isOfThisNode(module)) return;
  const { version } = JSON.parse(readFileSync(path.join(module, 'package.json'), 'utf8'));
  const { platform, arch, versions } = process;
  const name = `better-sqlite3-v${version}-node-v${versions.modules}-${platform}-${arch}.tar.gz`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, name)))
    execFileSync('tar', ['czf', path.join(folder, name), '-C', module, binary]);
}

/** A binary that was built for another version of Node is none for this one. */
function isOfThisNode(module) {
  const program = `new (require(${JSON.stringify(module)}))(':memory:')`;
  return spawnSync(process.execPath, ['--eval', program]).status === 0;
}
