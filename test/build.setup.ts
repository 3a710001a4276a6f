import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Whole-program tests and threads run what `npm run build` makes, as users do: build it first. */
export default function buildOnce(): void {
  const page = ['build', '--config', 'results/draw/html/client/vite.config.ts'];
  run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  run('test/package/bundle.mjs', []);
  run('test/package/roll-up-types.mjs', []);
  run('node_modules/vite/bin/vite.js', page);
}

function run(program: string, args: readonly string[]): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' });
}
