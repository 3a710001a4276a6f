import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Whole-program tests and threads run what `npm run build` makes, as users do: build it first. */
export default function buildOnce(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}
