/** What the control plane said, or why it did not say it. */
export type Reading<T> = { kind: 'read'; value: T } | Unreadable;

/** A limit that is not known. */
export interface Unreadable {
  kind: 'unreadable';
  /**
   * `notPermitted`: the credentials may not ask; `noControlPlane`: the endpoint knows no such call;
   * `noAnswer`: nothing came in time; `refused`: anything else that the service said.
   */
  cause: 'notPermitted' | 'noControlPlane' | 'noAnswer' | 'refused';
  /** `not allowed to call lambda:GetAccountSettings` */
  why: string;
}

/** Of `AccountLimit` (AWS Lambda API reference, GetAccountSettings). */
export interface AccountLimits {
  concurrentExecutions: number;
  /** What functions without reserved concurrency share: the rest is reserved or provisioned. */
  unreservedConcurrentExecutions: number;
}

/** AWS Lambda API reference, GetProvisionedConcurrencyConfig. */
export interface ProvisionedConcurrency {
  requested: number;
  allocated: number;
  available: number;
  /** `IN_PROGRESS`, `READY` or `FAILED`. */
  status: string;
}

/** One function's reserved concurrency; null: none is set, it shares the unreserved. */
export interface FunctionLimit {
  /** As the scenario writes it. */
  functionName: string;
  reserved: Reading<number | null>;
}

/** The provisioned concurrency of a version or alias; null: none is set. */
export interface ProvisionedLimit {
  functionName: string;
  qualifier: string;
  config: Reading<ProvisionedConcurrency | null>;
}

/** Limits of rates, which no call of the API tells. */
export interface RateRules {
  /** Requests per second for each unit of concurrency. */
  requestsPerConcurrency: number;
  /** How fast one function may add execution environments. */
  scaling: { environments: number; perS: number };
}

/**
 * AWS Lambda guide, "Lambda quotas" (10 requests per second for each unit of concurrency) and
 * "Lambda function scaling" (1,000 execution environments every 10 seconds for each function).
 */
export const documentedRates: RateRules = {
  requestsPerConcurrency: 10,
  scaling: { environments: 1000, perS: 10 },
};

/** The limits that held for a run, as they were read before its first invocation. */
export interface LimitsEvidence {
  account: Reading<AccountLimits>;
  /** Each function of the run once. */
  functions: FunctionLimit[];
  /** Each published version and alias that the run invokes, once. */
  provisioned: ProvisionedLimit[];
  rates: RateRules;
}

/** What was read, or undefined. */
export function readOf<T>(reading: Reading<T> | undefined): T | undefined {
  return reading?.kind === 'read' ? reading.value : undefined;
}

/** The reserved concurrency of a function; null: none, undefined: not known. */
export function reservedOf(
  limits: LimitsEvidence | undefined,
  functionName: string,
): number | null | undefined {
  return readOf(limits?.functions.find((each) => each.functionName === functionName)?.reserved);
}
