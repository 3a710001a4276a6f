import { describe, expect, it } from 'vitest';
import { reprise, temporaryFolder } from './cli.fixture.js';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
const load = ['--rate', '1/s', '--for', '1s'];
const env = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'x',
};

describe('what would go to another account or region is refused before anything is sent', () => {
  it.each([
    ['run', ['run', '--function', 'f', ...load]],
    ['record logs', ['record', 'logs', '--log-group', '/g', '--since', '1h', '--as', 'a']],
  ])('%s with AWS_PROFILE=nope', async (_, args) => {
    const { code, stdout, stderr } = await reprise(args, {
      cwd: temporaryFolder(),
      env: { ...env, AWS_PROFILE: 'nope' },
    });
    expect(stdout + stderr).toContain('there is no AWS profile `nope` (AWS_PROFILE)');
    expect(code).toBe(104);
  });

  it.each([
    ['run', ['run', '--function', arn, ...load]],
    ['compare', ['compare', `${arn}:1`, `${arn}:2`]],
  ])('%s of an ARN of another region', async (_, args) => {
    const { code, stderr } = await reprise([...args, '--region', 'us-east-1'], {
      cwd: temporaryFolder(),
      env,
    });
    expect(stderr).toContain(
      'the function is in eu-west-1, as its ARN says, and the region asked for is us-east-1',
    );
    expect(code).toBe(104);
  });
});
