import { type LimitsEvidence, readOf } from '../../../core/judge/concurrency/limits.js';
import { shortName } from '../../../core/judge/concurrency/load.js';
import { formatCount } from '../../../core/quantity/format.js';

/** `10 reserved for checkout`, `account 1,000, 990 of it unreserved`: what was read, each limit once. */
export function limitTexts(limits: LimitsEvidence | undefined): string[] {
  if (!limits) return [];
  const reserved = limits.functions.flatMap((each) => {
    const count = readOf(each.reserved);
    return typeof count === 'number'
      ? [`${formatCount(count)} reserved for ${shortName(each.functionName)}`]
      : [];
  });
  const provisioned = limits.provisioned.flatMap((each) => {
    const count = readOf(each.config)?.requested;
    const name = `${shortName(each.functionName)}:${each.qualifier}`;
    return count === undefined ? [] : [`${formatCount(count)} provisioned for ${name}`];
  });
  const account = readOf(limits.account);
  if (!account) return [...reserved, ...provisioned];
  const { concurrentExecutions, unreservedConcurrentExecutions } = account;
  const whole = `account ${formatCount(concurrentExecutions)}`;
  const rest = `${formatCount(unreservedConcurrentExecutions)} of it unreserved`;
  const isAll = concurrentExecutions === unreservedConcurrentExecutions;
  return [...reserved, ...provisioned, isAll ? `${whole}, all unreserved` : `${whole}, ${rest}`];
}
