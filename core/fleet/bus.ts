import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerMessages } from '@nats-io/jetstream';
import type { Msg, NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { messageOf, RepriseError } from '../base/errors.js';
import { loadPackage } from '../base/optional-package.js';
import { busAddress } from './bus-address.js';
import { fromBytes, toText } from './plain-text.js';
import { isLog } from './protocol.js';

const packages = { core: '@nats-io/transport-node', log: '@nats-io/jetstream' };
const install = `${packages.core}@3.3.1 ${packages.log}@3.3.1`;

/** The log of one run reserves so much on the server; what is committed is purged from it. */
const logBytes = 64 * 1024 * 1024;
/** A message that comes again within this is known by its id. */
const duplicateWindowNs = 120e9;
const publishTimeoutMs = 2000;
/** What was said last may take so long on its way. */
const drainMs = 2000;
/** A worker may be there before the server. */
const patienceMs = 500;
/** A run that goes on says something every second. */
const staleAfterMs = 30 * 60_000;

/** A message of a log. */
export interface LogMessage {
  subject: string;
  data: Uint8Array;
  /** Its place in the log, from 1. */
  place: number;
}

/** One connection to the bus: messages between those who are there now, and logs that keep theirs. */
export class Bus {
  readonly #nats: NatsConnection;
  readonly #jetstream: typeof import('@nats-io/jetstream');
  #isConnected = true;
  readonly #onReconnect = new Set<() => void>();

  private constructor(nats: NatsConnection, jetstream: typeof import('@nats-io/jetstream')) {
    this.#nats = nats;
    this.#jetstream = jetstream;
    void this.#watch();
  }

  /**
   * Connects to `nats://host:4222`. A connection that breaks is made again, for as long as it takes.
   * Throws `RepriseError` when there is none, or it refuses, or the client is not installed.
   */
  static async connect(url: string, name: string): Promise<Bus> {
    const bus = await Bus.#attempt(url, name);
    if (bus instanceof Bus) return bus;
    throw bus;
  }

  /** Waits for a server that is not there yet; undefined when it was stopped before. Throws as `connect`. */
  static async await(url: string, name: string, stop: AbortSignal): Promise<Bus | undefined> {
    while (!stop.aborted) {
      const bus = await Bus.#attempt(url, name);
      if (bus instanceof Bus) return bus;
      if (!isNotThereYet(bus.cause)) throw bus;
      await sleep(patienceMs, undefined, { signal: stop }).catch(() => {});
    }
    return undefined;
  }

  /** A connection, or why there is none. */
  static async #attempt(url: string, name: string): Promise<Bus | RepriseError> {
    const address = busAddress(url);
    const { connect } = await loadPackage(
      packages.core,
      () => import('@nats-io/transport-node'),
      install,
    );
    const jetstream = await loadPackage(packages.log, () => import('@nats-io/jetstream'), install);
    const options: NodeConnectionOptions = {
      ...address.options,
      name,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      reconnectJitter: 50,
      ...{ pingInterval: 5000, maxPingOut: 2, timeout: 5000 },
    };
    try {
      return new Bus(await connect(options), jetstream);
    } catch (error) {
      return noBus(address.shown, error);
    }
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Resolves when the server has all that was told before. Rejects where the connection is closed. */
  reach(): Promise<void> {
    return this.#nats.flush();
  }

  /** Called whenever the connection was broken and is there again. */
  onReconnect(listener: () => void): () => void {
    this.#onReconnect.add(listener);
    return () => this.#onReconnect.delete(listener);
  }

  /** Tells all who listen now. What is told while the connection is broken is lost: somebody repeats it. */
  tell(subject: string, message: unknown): void {
    if (this.#isConnected) this.#nats.publish(subject, toText(message));
  }

  /** Calls back for each message; what is no message of ours is passed over. */
  listen<T>(subject: string, listener: (message: T) => void): () => void {
    return this.#subscribe(subject, (msg) => {
      const message = read<T>(msg);
      if (message !== undefined) listener(message);
    });
  }

  /** Answers questions; a question that is answered with undefined stays open. */
  answer<T>(subject: string, answer: (question: T) => unknown): () => void {
    return this.#subscribe(subject, (msg) => {
      const question = read<T>(msg);
      if (question === undefined) return;
      const given = answer(question);
      if (given instanceof Uint8Array) msg.respond(given);
      else if (given !== undefined) msg.respond(toText(given));
    });
  }

  /** Asks; undefined where nobody answers in time. */
  async ask<T>(subject: string, question: unknown, timeoutMs: number): Promise<T | undefined> {
    const bytes = await this.askForBytes(subject, question, timeoutMs);
    return bytes && fromBytes<T>(bytes);
  }

  /** Asks for bytes; undefined where nobody answers in time. */
  async askForBytes(
    subject: string,
    question: unknown,
    timeoutMs: number,
  ): Promise<Uint8Array | undefined> {
    try {
      return (await this.#nats.request(subject, toText(question), { timeout: timeoutMs })).data;
    } catch {
      return undefined;
    }
  }

  /** Makes the log of a run. Throws `RepriseError` where the server keeps none. */
  async createLog(stream: string, subjects: string): Promise<void> {
    const { jetstreamManager, StorageType, DiscardPolicy } = this.#jetstream;
    try {
      const manager = await jetstreamManager(this.#nats);
      await this.#dropStaleLogs();
      await manager.streams.add({
        ...{ name: stream, subjects: [subjects], storage: StorageType.File },
        ...{ duplicate_window: duplicateWindowNs, max_bytes: logBytes },
        discard: DiscardPolicy.New,
      });
    } catch (error) {
      throw new RepriseError(`The bus keeps no log for this run: ${messageOf(error)}.`, {
        hint: 'Start nats-server with -js, and give it room: 64 MB for each run at a time.',
        cause: error,
      });
    }
  }

  /** A coordinator that was killed leaves its log behind, and with it room that the server has reserved. */
  async #dropStaleLogs(): Promise<void> {
    const manager = await this.#jetstream.jetstreamManager(this.#nats);
    for await (const { config, created, state } of manager.streams.list()) {
      const lastMs = Date.parse(state.messages > 0 ? state.last_ts : created);
      if (!isLog(config.name) || Date.now() - lastMs < staleAfterMs) continue;
      await manager.streams.delete(config.name);
    }
  }

  /** Appends to a log, once for each id. Throws where the server has not said that it is kept. */
  async append(subject: string, data: Uint8Array | string, id: string): Promise<void> {
    const log = this.#jetstream.jetstream(this.#nats);
    await log.publish(subject, data, { msgID: id, timeout: publishTimeoutMs });
  }

  /** Reads a log from its beginning, and then as it grows, until it is closed. */
  async readLog(stream: string, onMessage: (message: LogMessage) => void): Promise<() => void> {
    const { jetstream, DeliverPolicy } = this.#jetstream;
    const consumers = jetstream(this.#nats).consumers;
    const consumer = await consumers.get(stream, { deliver_policy: DeliverPolicy.All });
    const messages = await consumer.consume({ max_messages: 1000, expires: 5000 });
    void pass(messages, onMessage);
    return () => messages.stop();
  }

  /**
   * The last message of each subject that a log has, but for those that `isWanted` refuses. Undefined
   * where there is no such log.
   */
  async latest(
    stream: string,
    isWanted: (subject: string) => boolean,
  ): Promise<Map<string, Uint8Array> | undefined> {
    const { streams } = await this.#jetstream.jetstreamManager(this.#nats);
    const info = await streams.info(stream, { subjects_filter: '>' }).catch(noSuchLog);
    if (!info) return undefined;
    const latest = new Map<string, Uint8Array>();
    for (const subject of Object.keys(info.state.subjects ?? {}).filter(isWanted)) {
      const message = await streams.getMessage(stream, { last_by_subj: subject });
      if (message) latest.set(subject, message.data);
    }
    return latest;
  }

  /** Whether there is a log of that name; undefined where the server does not say. */
  async hasLog(stream: string): Promise<boolean | undefined> {
    try {
      const { streams } = await this.#jetstream.jetstreamManager(this.#nats);
      return (await streams.info(stream).catch(noSuchLog)) !== undefined;
    } catch {
      return undefined;
    }
  }

  /** Drops what a log has of a subject before a place. */
  async purge(stream: string, filter: string, place: number): Promise<void> {
    const manager = await this.#jetstream.jetstreamManager(this.#nats);
    await manager.streams.purge(stream, { filter, seq: place });
  }

  /** Drops a log; one that is gone already is no mistake. */
  async deleteLog(stream: string): Promise<void> {
    try {
      const manager = await this.#jetstream.jetstreamManager(this.#nats);
      await manager.streams.delete(stream);
    } catch {
      // The server is gone, or has dropped it: nothing reads it any more.
    }
  }

  /** Sends what was said and closes. */
  async close(): Promise<void> {
    if (this.#nats.isClosed()) return;
    // A server that goes at the same moment would be waited for without end.
    const drained = this.#isConnected ? this.#nats.drain().catch(() => {}) : undefined;
    await Promise.race([drained, sleep(drainMs, undefined, { ref: false })]);
    await this.#nats.close();
  }

  #subscribe(subject: string, onMessage: (msg: Msg) => void): () => void {
    const subscription = this.#nats.subscribe(subject, {
      callback: (error, msg) => {
        if (!error) onMessage(msg);
      },
    });
    return () => subscription.unsubscribe();
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#nats.status()) {
      if (type === 'disconnect') this.#isConnected = false;
      if (type !== 'reconnect') continue;
      this.#isConnected = true;
      for (const listener of this.#onReconnect) listener();
    }
  }
}

/** Nobody listens, or the name is not known yet; a refusal is not waited out. */
function isNotThereYet(error: unknown): boolean {
  return /refused|timeout|ENOTFOUND|EAI_AGAIN|UNREACH|ECONNRESET/i.test(
    `${messageOf(error)} ${error instanceof Error ? messageOf(error.cause) : ''}`,
  );
}

function noSuchLog(error: unknown): undefined {
  if (!/not found/i.test(messageOf(error))) throw error;
}

function noBus(shown: string, error: unknown): RepriseError {
  return new RepriseError(`There is no bus at ${shown}: ${messageOf(error)}.`, {
    hint: 'Start one (nats-server -js), look at the address and the password, or see docs/fleet.md.',
    cause: error,
  });
}

async function pass(
  messages: ConsumerMessages,
  onMessage: (message: LogMessage) => void,
): Promise<void> {
  for await (const { subject, data, seq } of messages) onMessage({ subject, data, place: seq });
}

function read<T>(msg: Msg): T | undefined {
  try {
    return fromBytes<T>(msg.data);
  } catch {
    return undefined;
  }
}
