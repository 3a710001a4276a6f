/** What a worker is told as it starts. */
export interface WorkerOptions {
  /** `nats://host:4222`. */
  bus: string;
  fleet: string;
  /** As reports show it. Default: the machine's name and the process's number. */
  name?: string;
  /** Where it sends from: a zone, a network. Default: the machine's name. */
  origin?: string;
  /** The account that it is to send from; others of its run may then send from another. */
  account?: string;
  /** Of this program; the coordinator's must be the same. */
  version: string;
  /** Threads that send; absent: as many as its share of the load needs, one core left. */
  threads?: number;
  /** Where bundles are kept from one run to the next. */
  cacheFolder: string;
  /** How long it goes on sending without its coordinator. Default: 30 s. */
  orphanedAfterMs?: number;
  /** Ends after one run. */
  isOnce?: boolean;
  /** Aborted: takes part in no further run, and stops sending in the one that goes on. */
  stop: AbortSignal;
  onNote?: (text: string) => void;
}
