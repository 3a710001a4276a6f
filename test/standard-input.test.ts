// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what is tested
import { expect, it } from 'vitest';
import { reprise, temporaryFolder } from './cli.fixture.js';

const scenario = 'target: { function: "${FN}" }\nload: [{ rate: 5/s, for: 2s }]\n';

it('a scenario comes from standard input, with its variables from the environment', async () => {
  const options = { cwd: temporaryFolder(), env: { FN: 'checkout:live' }, input: scenario };
  const { code, stdout } = await reprise(['check', '-'], options);
  expect(code).toBe(0);
  expect(stdout).toContain('standard input: 10 invocations');
});

it('what is wrong with it is told by its place there', async () => {
  const options = { cwd: temporaryFolder(), env: { FN: undefined }, input: scenario };
  const { code, stderr } = await reprise(['check', '-'], options);
  expect([code, stderr]).toEqual([104, expect.stringContaining('<stdin>:1:22: ')]);
});
