import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reprise, temporaryFolder } from './cli.fixture.js';

it('prints a scenario alone, which check takes, and what does not map beside it', async () => {
  const cwd = temporaryFolder();
  const options = { vus: 3, duration: '10s', userAgent: 'mine' };
  writeFileSync(path.join(cwd, 'options.json'), JSON.stringify(options));
  const { code, stdout, stderr } = await reprise(['import-config', 'options.json'], { cwd });
  expect(code).toBe(0);
  expect(stderr).toContain('options.json:1: userAgent: does not map\n');
  const checked = await reprise(['check', '-'], { cwd, input: stdout, env: { FUNCTION: 'f' } });
  expect(checked.stdout).toContain('concurrency 3 for 10s');
  expect(checked.code).toBe(0);
});
