import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';

/** The account that a worker sends from. */
export interface WorkerAccount {
  /** Undefined where nobody says it. */
  account?: string;
  /** Whoever started the worker named the account. */
  isNamed?: boolean;
}

/** A worker with its account. */
export interface WithAccount extends WorkerAccount {
  name: string;
}

/**
 * The account of a worker by what its credentials say and by how it was started. Throws `RepriseError` where
 * these contradict each other.
 */
export function workerAccount(found: string | undefined, named: string | undefined): WorkerAccount {
  if (named === undefined) return found === undefined ? {} : { account: found };
  if (found === undefined || found === named) return { account: named, isNamed: true };
  throw new RepriseError(`Its credentials are of account ${found}, and it was to be ${named}.`, {
    hint: 'Give the worker other credentials, or another --account.',
  });
}

/** Whether they send from several accounts, and not all of these were named by whoever started the workers. */
export function areMixed(workers: readonly WorkerAccount[]): boolean {
  const known = workers.filter(({ account }) => account !== undefined);
  const accounts = new Set(known.map(({ account }) => account));
  return accounts.size > 1 && !known.every(({ isNamed }) => isNamed);
}

/**
 * One run from several accounts is most often a mistake: a worker with the credentials of another stage.
 * Throws `RepriseError` unless whoever started the workers has named the accounts.
 */
export function refuseMixedAccounts(workers: readonly WithAccount[]): void {
  if (!areMixed(workers)) return;
  throw new RepriseError(`The workers send from different accounts: ${accountsText(workers)}.`, {
    hint: 'Nothing was sent. Give all the same credentials, or say that it is meant: reprise worker --account ID, on each.',
    exitCode: exitCodes.invalidInput,
  });
}

/** `w1 and w2 from 123456789012; w3 from 210987654321`; empty where no account is known. */
export function accountsText(workers: readonly WithAccount[]): string {
  const byAccount = new Map<string, string[]>();
  for (const { name, account } of workers) {
    if (account !== undefined) byAccount.set(account, [...(byAccount.get(account) ?? []), name]);
  }
  return [...byAccount].map(([account, names]) => `${listed(names)} from ${account}`).join('; ');
}

function listed(names: readonly string[]): string {
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
