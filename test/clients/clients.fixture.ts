import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { localCredentials } from '../../local/signature/credentials.js';
import { region } from '../../local/test-lambda.fixture.js';

/** A payload: its text, or how many bytes of a JSON string. */
export type Payload = { text: string } | { size: number };

/** One call of the API in its own spelling; `Payload` and `InvokeArgs` are `Payload`s. */
export interface Call {
  operation: string;
  input: Readonly<Record<string, unknown>>;
}

/** What came of a call, as far as its client lets it be seen. */
export interface Came {
  /** The client is older than the operation. */
  unsupported?: string;
  /** HTTP; the aws CLI does not tell. */
  status?: number;
  result?: Readonly<Record<string, unknown>>;
  error?: { name: string; message: string; status?: number; ownClass?: boolean | null };
}

/** A client of AWS: sends calls in order to an endpoint. */
export interface Client {
  name: string;
  isThere: boolean;
  send(endpoint: string, calls: readonly Call[]): Promise<Came[]>;
}

/** Debian's own Python first: that is the one which its packages are for. */
const pythons = ['/usr/bin/python3', 'python3'];

/** A client that a Python script beside this file drives; it is there if Python can import `module`. */
export function pythonClient(name: string, module: string, script: string): Client {
  const python = pythons.find((each) => spawnSync(each, ['-c', `import ${module}`]).status === 0);
  return {
    name,
    isThere: python !== undefined,
    send: (endpoint, calls) => runScript(python ?? '', script, endpoint, calls),
  };
}

/** A script beside this file gets the calls as JSON, and gives back what came of each. */
async function runScript(
  python: string,
  script: string,
  endpoint: string,
  calls: readonly Call[],
): Promise<Came[]> {
  const child = spawn(python, [join(import.meta.dirname, script)], {
    env: environmentFor(endpoint),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(calls));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Came[];
}

/** Nothing of the user's own settings, and the local key. */
export function environmentFor(endpoint: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    LC_ALL: 'C.UTF-8',
  };
}
