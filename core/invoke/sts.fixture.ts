import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

export interface StsEmulator {
  /** The parameters of each AssumeRole, in order. */
  calls: URLSearchParams[];
}

/** Who STS says one is from now on. */
export interface SessionKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** An STS on loopback, where `AWS_ENDPOINT_URL_STS` leads, that accepts the code 123456 alone, for an hour. */
export async function startSts({
  accessKeyId,
  secretAccessKey,
}: SessionKeys): Promise<StsEmulator> {
  const calls: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = new URLSearchParams(Buffer.concat(chunks).toString());
      calls.push(call);
      const isRight = call.get('TokenCode') === '123456';
      response.writeHead(isRight ? 200 : 403, { 'content-type': 'text/xml' });
      response.end(isRight ? granted(accessKeyId, secretAccessKey) : refused);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${port}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return { calls };
}

function granted(accessKeyId: string, secretAccessKey: string): string {
  const expiration = new Date(Date.now() + 3600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>ID:s</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/admin/s</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
<SessionToken>of the session</SessionToken><Expiration>${expiration}</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>`;
}

const refused = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></Error></ErrorResponse>`;

/** Profiles in files of their own: `admin`, and whatever is named, asks for a code; `deploy` takes its role from it. */
export function mfaConfig(...names: string[]): string {
  const asking = ['admin', ...names].map(
    (name) => `[profile ${name}]
role_arn = arn:aws:iam::123456789012:role/${name}
mfa_serial = arn:aws:iam::123456789012:mfa/me
source_profile = me
region = eu-west-1
`,
  );
  return `${asking.join('')}[profile me]
aws_access_key_id = AKIDME
aws_secret_access_key = secret
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = admin
[profile round]
role_arn = arn:aws:iam::123456789012:role/round
source_profile = round
`;
}
