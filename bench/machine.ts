import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { canPin } from './load/pin.js';

/** What the figures were measured on: without it they say nothing. */
export function describeMachine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    'memory GiB': Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    undici: versionOf('undici'),
    'client-lambda': versionOf('@aws-sdk/client-lambda'),
    pinned: canPin ? 'server to core 0, generator to core 1' : 'no',
    'load average at the start': (loadavg()[0] ?? 0).toFixed(2),
  };
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
