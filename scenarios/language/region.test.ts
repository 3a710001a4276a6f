import { describe, expect, it } from 'vitest';
import type { ScenarioFlags } from './flags.js';
import { loadScenario } from './load.js';

const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:checkout';
const load = (flags: ScenarioFlags) =>
  loadScenario(undefined, { flags: { rate: '1/s', for: '1s', ...flags } });

describe("an ARN's region", () => {
  it.each([
    [arn, 'eu-west-1'],
    [`${arn}:live`, 'eu-west-1'],
    ['us-gov-west-1:123456789012:function:checkout', 'us-gov-west-1'],
    ['123456789012:function:checkout', undefined],
    ['checkout', undefined],
  ])('of %s is the region of the run: %s', (name, region) => {
    expect(load({ function: name }).target.region).toBe(region);
  });

  it('agrees with the same region', () => {
    expect(load({ function: arn, region: 'eu-west-1' }).target.region).toBe('eu-west-1');
  });

  it('conflicts with another, and says so', () => {
    expect(() => load({ function: arn, region: 'us-east-1' })).toThrow(
      /^--function: the function is in eu-west-1, as its ARN says, and the region asked for is us-east-1/,
    );
  });
});
