import { decimal } from '../../quantity/decimal.js';
import type { Scanner } from './scanner.js';
import { type ExpectationScope, type KnownNames, parseScope } from './scope.js';

/** A share of the executed versions, tested exactly: `version 12 is 10% not 12%`. */
export interface VersionShare {
  kind: 'versionShare';
  text: string;
  version: string;
  /** From 0 to 1. */
  share: number;
  /** The wrong share that the run must be able to tell from the right one. */
  wrongShare?: number;
  scope?: ExpectationScope;
}

/** The shares of all executed versions: `versions are { 11: 90%, 12: 10% }`. */
export interface VersionShares {
  kind: 'versionShares';
  text: string;
  /** By version, from 0 to 1; they add up to 1. */
  shares: ReadonlyMap<string, number>;
  scope?: ExpectationScope;
}

/** The versions as the alias that was invoked weighs them: `versions in alias`. */
export interface VersionsInAlias {
  kind: 'versionsInAlias';
  text: string;
  scope?: ExpectationScope;
}

const versionPattern = /\$LATEST|\d+/;
const percentagePattern = new RegExp(String.raw`${decimal}\s*%`);

/** Whether an expectation about versions stands here, and not one about a metric. */
export function versionsStandHere(scanner: Scanner): boolean {
  return scanner.peek(/versions\b|version(?!\s*\()\b/) !== undefined;
}

/** Reads what begins with `version` or `versions`. Throws `ExpectationSyntaxError`. */
export function parseVersions(
  scanner: Scanner,
  known?: KnownNames,
): VersionShare | VersionShares | VersionsInAlias {
  if (scanner.take(/versions\b/) === undefined) return versionShare(scanner, known);
  const hint = 'Write: versions in alias, or: versions are { 11: 90%, 12: 10% }';
  const verb = scanner.require(/(?:are|in)\b/, '"are" or "in"', hint);
  if (verb === 'are') return versionShares(scanner, known);
  scanner.require(/alias\b/, '"alias"', hint);
  const scope = place(scanner, 'versions in alias of function("name")', known);
  return { kind: 'versionsInAlias', text: scanner.text, ...scope };
}

function versionShare(scanner: Scanner, known?: KnownNames): VersionShare {
  scanner.take(/version/);
  const version = scanner.require(versionPattern, 'a version', 'Write a number or $LATEST.');
  const example = `Write: version ${version} is 10%`;
  scanner.require(/is\b/, '"is"', example);
  const share = percentage(scanner, example);
  const wrong = wrongShare(scanner, share);
  if (scanner.take(/of\s+invocations\b/) !== undefined) {
    scanner.end(`${example} of invocations`);
    return { kind: 'versionShare', text: scanner.text, version, share, ...wrong };
  }
  const scope = place(scanner, `${example.replace('Write: ', '')} of invocations`, known);
  return { kind: 'versionShare', text: scanner.text, version, share, ...wrong, ...scope };
}

function wrongShare(scanner: Scanner, share: number): { wrongShare?: number } {
  if (scanner.take(/,?\s*not\b/) === undefined) return {};
  const at = scanner.skipSpace();
  const wrong = percentage(scanner, 'Write: version 12 is 10% not 12%');
  if (wrong !== share) return { wrongShare: wrong };
  throw scanner.errorAt(at, 'this is the right share', 'Write the wrong share to be told from it.');
}

function versionShares(scanner: Scanner, known?: KnownNames): VersionShares {
  const example = 'Write: versions are { 11: 90%, 12: 10% }';
  scanner.require(/\{/, '"{" and the shares', example);
  const shares = new Map<string, number>();
  const from = scanner.skipSpace();
  do {
    const at = scanner.skipSpace();
    const version = scanner.require(versionPattern, 'a version', example);
    if (shares.has(version)) throw scanner.errorAt(at, `${version} stands here twice`, example);
    scanner.require(/:/, '":"', example);
    shares.set(version, percentage(scanner, example));
  } while (scanner.take(/,/) !== undefined);
  scanner.require(/\}/, '"," or "}"', example);
  const sum = [...shares.values()].reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) {
    const problem = `the shares add up to ${Number((100 * sum).toPrecision(6))}%, not to 100%`;
    throw scanner.errorAt(from, problem, 'Give every version its share.');
  }
  const scope = place(scanner, example.replace('Write: ', ''), known);
  return { kind: 'versionShares', text: scanner.text, shares, ...scope };
}

function percentage(scanner: Scanner, hint: string): number {
  const at = scanner.skipSpace();
  const found = scanner.require(percentagePattern, 'a percentage', hint);
  const value = Number(found.replace('%', '')) / 100;
  if (value > 1) throw scanner.errorAt(at, `${found} is more than all`, 'Write 100% or less.');
  return value;
}

/** Weights are of all invocations: a part by version or by start would not have them. */
function place(
  scanner: Scanner,
  example: string,
  known?: KnownNames,
): { scope?: ExpectationScope } {
  const at = scanner.skipSpace();
  if (scanner.peek(/of\s+(?:stage|workload|function|version|cold|warm)\b/) === undefined) {
    scanner.end(`Write: ${example}`);
    return {};
  }
  const scope = parseScope(scanner, known);
  scanner.end(`Write: ${example}`);
  if (scope.version === undefined && scope.start === undefined) return { scope };
  const hint = 'Name a stage, a workload or a function, or leave it out.';
  throw scanner.errorAt(at, 'weights are of all invocations, cold and warm', hint);
}
