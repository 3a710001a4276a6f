import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  answer,
  cert,
  type ScriptedServer,
  startScriptedServer,
} from '../core/invoke/scripted-server.fixture.js';
import { loadQueues } from '../core/recording/aws/queue-client.js';
import { clockFinding } from '../session/doctor/clock-skew.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' };
const env = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
};

describe('a service with a certificate that nobody vouches for', () => {
  let server: ScriptedServer;
  let ca: string;

  beforeEach(async () => {
    server = await startScriptedServer(
      ({ headers }, socket) => {
        const status = headers['x-amz-invocation-type'] === 'DryRun' ? '204 No Content' : '200 OK';
        const body = status === '200 OK' ? '{"QueueUrl":"there"}' : '';
        socket.write(answer(status, body, { Date: new Date().toUTCString() }));
      },
      { tls: true },
    );
    ca = path.join(temporaryFolder(), 'ca.pem');
    writeFileSync(ca, cert);
  });

  afterEach(() => server.close());

  it('is run against from every thread with --no-verify-ssl, which is warned of once', async () => {
    const load = ['--rate', '40/s', '--for', '0.2s', '--threads', '2', '--log-type', 'None'];
    const where = ['--function', 'f', '--endpoint-url', server.url, '--no-verify-ssl'];
    const rest = ['--expect', 'ok == 8', '--summary', 'line'];
    const cwd = temporaryFolder();
    const { code, stderr } = await reprise(['run', ...where, ...load, ...rest], { cwd, env });
    expect(stderr.match(/certificates are not verified/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  it('is looked at by doctor with --ca-bundle, from the folder that it is given in', async () => {
    const where = ['--function', 'f', '--endpoint-url', server.url, '--ca-bundle', 'ca.pem'];
    const { stdout } = await reprise(['doctor', ...where], { cwd: path.dirname(ca), env });
    expect(stdout).toMatch(/✓ clock: the clock is right/);
    expect(stdout).toMatch(/✓ permission: f may be invoked/);
  });

  it('is told by doctor with what to do', async () => {
    vi.stubEnv('AWS_CA_BUNDLE', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const at = { region: 'eu-west-1', endpointUrl: server.url, credentials };
    const settings = { ...at, maxInFlight: 1, timeoutMs: 1000, connectTimeoutMs: 1000 };
    await expect(clockFinding(settings)).rejects.toMatchObject({
      message: 'no answer: self-signed certificate',
      hint: expect.stringContaining('--ca-bundle FILE'),
    });
  });

  it.each([{ verifySsl: false }, { caBundle: true }])('is read from with %j', async (how) => {
    const trust = 'caBundle' in how ? { caBundle: ca } : how;
    const at = { region: 'eu-west-1', endpointUrl: server.url, credentials };
    const queues = await loadQueues({ ...at, ...trust });
    expect(await queues.urlOf('arn:aws:sqs:eu-west-1:123456789012:dlq')).toBe('there');
    queues.close();
  });
});
