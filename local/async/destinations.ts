import { appendFile, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { basename, dirname } from 'node:path';
import type { DestinationTarget } from '../config.js';
import type { MessageContent } from '../sqs/message.js';
import type { Queues } from '../sqs/queues.js';

/** How long a delivery over HTTP may take. */
const deliveryTimeoutMs = 10_000;

/** What stands in for a queue: a file, or an endpoint on this machine. */
type StandIn = Exclude<DestinationTarget, { kind: 'arn' }>;

/**
 * Where asynchronous invocations end up by ARN: local queues, and files and HTTP endpoints on loopback
 * in the place of queues, under the ARNs by which the control plane names them. A delivery that fails is
 * warned of and lost, as the service's are.
 */
export class Destinations {
  readonly #queues: Queues;
  readonly #targets = new Map<string, StandIn>();
  /** The last delivery to each target: files take one line after the other. */
  readonly #pending = new Map<string, Promise<void>>();

  constructor(queues: Queues) {
    this.#queues = queues;
  }

  /** The ARN under which a target is known from now on. */
  arnOf(target: DestinationTarget): string {
    if (target.kind === 'arn') return target.arn;
    const label = target.kind === 'file' ? basename(target.path) : new URL(target.url).host;
    const arn = this.#queues.arnOf(label.replace(/[^\w-]/g, '-'));
    for (let i = 1; ; i++) {
      const candidate = i === 1 ? arn : `${arn}-${i}`;
      if (this.#queues.byArn(candidate) !== undefined) continue;
      const known = this.#targets.get(candidate);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(target)) continue;
      this.#targets.set(candidate, target);
      return candidate;
    }
  }

  /** The target of an ARN, if it is one of a queue, a file or an endpoint here. */
  targetOf(arn: string): DestinationTarget | undefined {
    if (this.#queues.byArn(arn) !== undefined) return { kind: 'arn', arn };
    return this.#targets.get(arn);
  }

  /** Sends to what an ARN is of; `asText` says what a stand-in gets. False when nothing is there. */
  send(arn: string, content: MessageContent, asText: (content: MessageContent) => string): boolean {
    const target = this.targetOf(arn);
    if (target === undefined) return false;
    if (target.kind === 'arn') return this.#queues.sendTo(arn, content);
    this.#deliver(target, asText(content));
    return true;
  }

  /** Delivers one record or message, JSON text, after those before it. */
  #deliver(target: StandIn, text: string): void {
    const key = target.kind === 'file' ? target.path : target.url;
    const before = this.#pending.get(key) ?? Promise.resolve();
    const delivery = before
      .then(() => (target.kind === 'file' ? append(target.path, text) : post(target.url, text)))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        process.emitWarning(`A record could not be delivered to ${key}: ${reason}`);
      })
      .finally(() => {
        if (this.#pending.get(key) === delivery) this.#pending.delete(key);
      });
    this.#pending.set(key, delivery);
  }

  /** Resolves when all that was to be delivered is, or has failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending.values());
  }
}

/** One line each. A line end can stand between two tokens of JSON only, where a space is as good. */
async function append(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${text.replace(/[\r\n]/g, ' ')}\n`);
}

/** What a rehearsal writes never leaves this machine. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function post(url: string, text: string): Promise<void> {
  if (!loopback.test(new URL(url).hostname)) {
    return Promise.reject(new Error('it is not on this machine'));
  }
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    };
    const sent = request(url, { method: 'POST', headers, timeout: deliveryTimeoutMs }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume().on('end', () => {
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`it answered ${statusCode}`));
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('it did not answer in time')));
    sent.on('error', reject).end(text);
  });
}
