import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnPinned } from '../load/pin.js';
import { cannedAnswer } from './answer.js';

/** What a server has done since it started. */
export interface ServerCounts {
  requests: number;
  /** When the first request was there, on the clock of `process.hrtime`; 0: none yet. */
  firstUs: number;
  cpuUs: number;
}

export interface ServerOptions {
  /** The core it is held to; absent: any. */
  core?: number;
  /** From a request to its answer. */
  delayUs?: number;
  /** What every request is answered with, in place of `cannedAnswer`. */
  answer?: { name: string; bytes: Buffer };
  /** Speak TLS with a certificate made for the occasion. */
  tls?: boolean;
}

/** One benchmark server in a process of its own, on a port of this machine. */
export class BenchServer {
  readonly url: string;
  /** `C, epoll`, `C, epoll, OpenSSL`, `node:net` or `node:tls`. */
  readonly kind: string;
  /** PEM of the certificate to trust, for TLS. */
  readonly caFile: string | undefined;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    child: ChildProcess,
    lines: AsyncIterator<string>,
    port: number,
    kind: string,
    caFile?: string,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.kind = kind;
    this.caFile = caFile;
    this.url = `${caFile === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  }

  /** Starts a server; what it needs is written to (and compiled in) `folder`. */
  static async start(folder: string, options: ServerOptions = {}): Promise<BenchServer> {
    const { name, bytes } = options.answer ?? { name: 'answer', bytes: cannedAnswer };
    const answerFile = join(folder, `${name}.http`);
    writeFileSync(answerFile, bytes);
    const certificate = options.tls ? makeCertificate(folder) : undefined;
    const { kind, command } = serverCommand(folder, bytes.length, certificate !== undefined);
    const { delayUs = 0, core } = options;
    const files = certificate ? [certificate.key, certificate.cert] : [];
    const child = spawnPinned([...command, answerFile, String(delayUs), ...files], core, {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('the server has no output');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const [, port] = await nextLine(lines);
    return new BenchServer(child, lines, Number(port), kind, certificate?.cert);
  }

  async counts(): Promise<ServerCounts> {
    this.#order('count');
    const [, requests, firstUs, cpuUs] = await nextLine(this.#lines);
    return { requests: Number(requests), firstUs: Number(firstUs), cpuUs: Number(cpuUs) };
  }

  /** From now on it neither reads nor answers for so long. */
  stall(ms: number): void {
    this.#order(`stall ${ms}`);
  }

  close(): void {
    this.#child.stdin?.end();
  }

  #order(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }
}

const nodeServer = [process.execPath, fileURLToPath(new URL('node-server.js', import.meta.url))];

/** The sources stay in `bench/`; this module runs from `dist-bench/bench/server/`. */
const source = fileURLToPath(new URL('../../../bench/server/server.c', import.meta.url));

/** What is longer the server in C could not write at once. */
const mostInC = 16 * 1024;

interface ServerCommand {
  kind: string;
  command: string[];
}

function serverCommand(folder: string, answerBytes: number, tls: boolean): ServerCommand {
  const program = join(folder, tls ? 'tls-server' : 'server');
  try {
    if (process.platform === 'linux' && answerBytes <= mostInC) {
      if (!existsSync(program)) compile(program, tls);
      return { kind: tls ? 'C, epoll, OpenSSL' : 'C, epoll', command: [program] };
    }
  } catch {
    // No C compiler, or no OpenSSL to compile with: the server in Node.
  }
  return { kind: tls ? 'node:tls' : 'node:net', command: nodeServer };
}

function compile(program: string, tls: boolean): void {
  const withTls = tls ? ['-DTLS', '-lssl', '-lcrypto'] : [];
  execFileSync('cc', ['-O2', '-o', program, source, ...withTls], { stdio: 'ignore' });
}

/** Good for `127.0.0.1` and a day; one for all servers of a folder. */
function makeCertificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  if (existsSync(cert)) return { key, cert };
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', key, '-out', cert, '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...files, ...subject], { stdio: 'ignore' });
  return { key, cert };
}

async function nextLine(lines: AsyncIterator<string>): Promise<string[]> {
  const { value, done } = await lines.next();
  if (done) throw new Error('the server ended');
  return (value as string).split(' ');
}
