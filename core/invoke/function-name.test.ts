import { describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { parseFunctionName } from './function-name.js';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';

describe('a function’s name', () => {
  it.each([
    ['checkout', 'checkout', undefined],
    ['checkout_2-a', 'checkout_2-a', undefined],
    ['checkout:live', 'checkout', 'live'],
    ['checkout:12', 'checkout', '12'],
    ['checkout:$LATEST', 'checkout', '$LATEST'],
    ['checkout:$LATEST.PUBLISHED', 'checkout', '$LATEST.PUBLISHED'],
    ['123456789012:function:checkout', '123456789012:function:checkout', undefined],
    ['123456789012:checkout:live', '123456789012:checkout', 'live'],
    ['function:checkout:live', 'function:checkout', 'live'],
    [arn, arn, undefined],
    [`${arn}:live`, arn, 'live'],
    [`${arn}:$LATEST`, arn, '$LATEST'],
    [arn.replace('aws', 'aws-us-gov').replace('eu-west-1', 'us-gov-west-1'), undefined, undefined],
    [arn.replace('eu-west-1', 'us-iso-east-1'), undefined, undefined],
    [arn.replace('aws:', 'aws-eusc:').replace('eu-west-1', 'eusc-de-east-1'), undefined, undefined],
  ])('%s', (name, functionName = name, qualifier) => {
    expect(parseFunctionName(name)).toEqual(
      qualifier === undefined ? { functionName } : { functionName, qualifier },
    );
  });

  it('takes its qualifier from beside it, or the same one twice', () => {
    const expected = { functionName: 'checkout', qualifier: 'live' };
    expect(parseFunctionName('checkout', 'live')).toEqual(expected);
    expect(parseFunctionName('checkout:live', 'live')).toEqual(expected);
  });

  it('must not contradict the qualifier beside it', () => {
    expect(() => parseFunctionName('checkout:live', '12')).toThrow(/contradict/);
  });

  it.each([
    '',
    'check out',
    'checkout/live',
    'checkout:',
    'checkout:$latest',
    'arn:aws:s3:::bucket',
    'arn:aws:lambda:eu-west-1:1234:function:x',
    `x${'y'.repeat(256)}`,
  ])('%j is refused', (name) => expect(() => parseFunctionName(name)).toThrow(RepriseError));

  it.each(['', 'a b', '$LATEST.', 'é', 'x'.repeat(129)])('qualifier %j is refused', (qualifier) =>
    expect(() => parseFunctionName('checkout', qualifier)).toThrow(RepriseError),
  );
});
