import type { ModelledException } from './http/exceptions.js';

/** A distribution of milliseconds: log-normal through its median and its 99th percentile. */
export interface LatencyConfig {
  p50Ms: number;
  /** Equal to `p50Ms`: constant. */
  p99Ms: number;
}

/** A function that computes nothing: it takes its time and answers. */
export interface SyntheticCode {
  kind: 'synthetic';
  latency: LatencyConfig;
  coldStart: LatencyConfig;
  /** Share of invocations, 0 to 1, that fail with `errorType`. */
  errorRate: number;
  errorType: string;
  errorMessage: string;
  /** What REPORT says was used; at most the function's memory. */
  maxMemoryUsedMb: number;
  /** `echo`: the payload comes back byte for byte. A number: that many bytes of JSON. */
  response: 'echo' | number;
  /** The response is streamed: in so many pieces, the first after `latency`, the last `overMs` later. */
  streamed?: { chunks: number; overMs: number };
}

/** A JavaScript module of the user's, run by Node.js processes of its own, one for each execution environment. */
export interface HandlerCode {
  kind: 'handler';
  /** Absolute path of the module: `.mjs`, `.cjs` or `.js`. */
  modulePath: string;
  /** The export to call; default `handler`. */
  exportName: string;
  /** The folder it runs in, and that its name counts from; default: the module's own. */
  taskRoot?: string;
  environment: Record<string, string>;
}

/**
 * A program that speaks the Lambda Runtime API, one process for each execution environment. It is held
 * to the function's memory where there is a `/proc` (Linux), and to its timeout everywhere.
 */
export interface ProcessCode {
  kind: 'process';
  /** Program and arguments; never passed through a shell. */
  command: string[];
  /** Absolute path; also what `LAMBDA_TASK_ROOT` says. */
  workingDirectory: string;
  /** What `_HANDLER` says, for runtime clients that dispatch on it. */
  handlerName: string;
  environment: Record<string, string>;
}

/** What a version runs. */
export type FunctionCode = SyntheticCode | HandlerCode | ProcessCode;

/** Where an alias points. */
export interface LocalAlias {
  version: string;
  /** Version to share, each 0 to 1; the rest goes to `version`. */
  weights: Record<string, number>;
}

/** Where records of asynchronous invocations go. */
export type DestinationTarget =
  /** Absolute path; one JSON document per line, appended. */
  | { kind: 'file'; path: string }
  /** Loopback only: each is POSTed as JSON. */
  | { kind: 'http'; url: string }
  /** A queue or a function here. */
  | { kind: 'arn'; arn: string };

/** `LoggingConfig.LogFormat` of a function. */
export type LogFormat = 'Text' | 'JSON';

/** How asynchronous invocations of a function are retried. */
export interface AsyncConfig {
  /** 0 to 2 further attempts after a function error; default 2. */
  maximumRetryAttempts?: number;
  /** 60 to 21,600; default 21,600 (six hours). */
  maximumEventAgeInSeconds?: number;
  /**
   * Multiplies every time of the queue (1 and 2 minutes after a function error, 1 s doubling to
   * 5 minutes after a throttle, the event's age), so that a rehearsal takes seconds; default 1.
   */
  delayScale?: number;
  /** Gets a record of every event that succeeded. */
  onSuccess?: DestinationTarget;
  /** Gets a record of every event that was given up. */
  onFailure?: DestinationTarget;
  /** Gets every event that was given up, as it is, as a dead-letter queue does. */
  deadLetter?: DestinationTarget;
  /** What goes wrong between the queue and the function. */
  faults?: AsyncFaults;
}

/**
 * What the service says may happen to events in its queue (AWS Lambda guide, "How Lambda handles
 * errors and retries with asynchronous invocation"), drawn from the seed for each event.
 */
export interface AsyncFaults {
  /** Share of the events, 0 to 1, that are run a second time, on their own. */
  duplicate?: number;
  /** Share of the events, 0 to 1, that are never run, and leave no trace. */
  drop?: number;
  /** How long an event waits before its first attempt; `delayScale` applies. */
  delay?: LatencyConfig;
}

/** `DurableConfig` of a function. */
export interface DurableConfig {
  /** Longest time that an execution may take, in seconds; over 15 minutes only `Event` starts it. */
  executionTimeoutS: number;
  /** Days that a closed execution's name stays taken. */
  retentionDays: number;
}

/** What a fault does to an invocation. */
export type FaultEffect =
  /** Answers with an exception; `members` beside Type and message, in the API's spelling. */
  | {
      kind: 'exception';
      name: ModelledException;
      message?: string;
      members?: Record<string, string>;
      retryAfterSeconds?: number;
    }
  /** Answers with a status, 500 to 599, and nothing else. */
  | { kind: 'status'; status: number }
  /** Answers with a page, as a proxy in between does. */
  | { kind: 'html'; status: number }
  /** Breaks the connection instead of an answer. */
  | { kind: 'reset' }
  /** Never answers. */
  | { kind: 'hang' }
  /** Runs the function, and takes this long to give its answer out. */
  | { kind: 'slowBody'; overS: number }
  /** Runs the function, and breaks the connection in the middle of its answer. */
  | { kind: 'truncatedBody' };

/** A fault on demand. What stands beside `effect` narrows down which invocations it hits. */
export interface FaultConfig {
  effect: FaultEffect;
  /** Share of the invocations, 0 to 1; default 1. */
  share?: number;
  /** The last `count` of every `every` invocations. */
  burst?: { every: number; count: number };
  /** Seconds from the first invocation that the local Lambda received; without `forS` to the end. */
  window?: { fromS: number; forS?: number };
}

/** One function: its settings, its versions and its aliases. */
export interface LocalFunction {
  timeoutS: number;
  memoryMb: number;
  /** Default: `Text`. */
  logFormat?: LogFormat;
  /** Reserved concurrency; absent: the account's unreserved pool. */
  reserved?: number;
  /** Version number or alias name to provisioned concurrency. */
  provisioned?: Record<string, number>;
  /** `$LATEST` and published numbers. `$LATEST` is always there: absent, it is the highest version. */
  versions: Record<string, FunctionCode>;
  aliases: Record<string, LocalAlias>;
  /** Every invocation names a tenant, and execution environments are never shared between two. */
  tenantIsolation?: boolean;
  /** Makes it a durable function: named executions start once. */
  durable?: DurableConfig;
  /** For the function and every version and alias that it has at the start. */
  asynchronous?: AsyncConfig;
  /** The first that hits an invocation is the one that happens; before those of the account. */
  faults?: FaultConfig[];
}

/** The limits of the account, each of which can be set small to be seen on a laptop. */
export interface AccountConfig {
  /** Concurrent executions over all functions; a new account's default is 1,000 or less. */
  concurrency: number;
  /**
   * How fast one function may add execution environments: `environments` at once, refilled evenly
   * over `perS` seconds. Default 1,000 per 10 s (AWS Lambda guide, "Lambda function scaling").
   */
  burst?: { environments: number; perS: number };
  /** Requests per second for each unit of concurrency. Default 10 (AWS Lambda guide, "Lambda quotas"). */
  requestRateFactor?: number;
  /**
   * How much of `concurrency` the control plane lets no reservation take. Default: 100 (AWS Lambda
   * guide, "Configuring reserved concurrency"), or a tenth of less than 1,000.
   */
  minimumUnreserved?: number;
}

/** What execution environments differ in, as hosts of unequal speed make them. */
export interface EnvironmentConfig {
  /**
   * Standard deviation of the logarithm of their speeds, 0 to 1: each environment of a synthetic
   * function draws its own from the seed. Code of the user's own runs as fast as it does.
   */
  speedSpread: number;
}

/** A standard SQS queue; what is absent is as the service has it. */
export interface QueueConfig {
  visibilityTimeoutS?: number;
  delayS?: number;
  receiveWaitS?: number;
  retentionS?: number;
  /** Where messages go that were received so often and not deleted. */
  redrive?: { deadLetterQueue: string; maxReceiveCount: number };
  /** Beyond so many the oldest are dropped, and counted; default 100,000. */
  maxMessages?: number;
}

/** The log groups of the functions. */
export interface LogsConfig {
  /** Beyond so many lines, over all groups, the oldest are dropped, and counted; default 200,000. 0: none are kept. */
  maxEvents?: number;
  /** How long a line takes until it can be read; default: none. Lines may then come out of order. */
  lag?: LatencyConfig;
}

/** The metrics of the functions, as CloudWatch has them. */
export interface MetricsConfig {
  /** How long a value takes until it can be read; default: none. */
  lagMs?: number;
}

/** What the local Lambda is: plain data, so that it can be posted to its thread. */
export interface LocalLambdaConfig {
  seed: number;
  region: string;
  /** Twelve digits. */
  accountId: string;
  /** Loopback unless told. */
  host: string;
  /** 0: any free port. */
  port: number;
  /** Host names (without port) it answers to, beside its own address and `localhost`. */
  allowedHosts?: string[];
  /** Whether requests must be signed with the local credentials; default true. */
  signature?: boolean;
  account: AccountConfig;
  /** How long an idle execution environment is kept; default 300. The service does not say. */
  idleTimeoutS?: number;
  /** How unlike execution environments are; default: not at all. */
  environments?: EnvironmentConfig;
  functions: Record<string, LocalFunction>;
  /** By name. */
  queues?: Record<string, QueueConfig>;
  logs?: LogsConfig;
  metrics?: MetricsConfig;
  /** For the invocations of every function. */
  faults?: FaultConfig[];
}

/** A local Lambda that is listening. */
export interface LocalLambda {
  /** `http://127.0.0.1:41234` */
  url: string;
  region: string;
  /** The only credentials it accepts. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  close(): Promise<void>;
}
