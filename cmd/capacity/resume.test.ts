import { expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { CapacitySearchOptions } from '../../session/capacity/find-capacity.js';
import type { CapacityArgs } from './args.js';
import { askedOf, refuseOtherQuestion, resumedArgs } from './resume.js';

type Kept = Parameters<typeof refuseOtherQuestion>[0];

const kept = {
  runId: '20260101-120000-abc',
  asked: { args: {}, source: 'function: shop\n' },
  report: { objective: ['p99 < 300ms', 'errors < 1%'] },
} as unknown as Kept;

const objective = (...texts: string[]) =>
  ({ objective: texts.map((text) => ({ text })) }) as unknown as CapacitySearchOptions;
const scenario = (source: string) => ({ source }) as Scenario;

const same = objective('p99 < 300ms', 'errors < 1%');

it('takes up a search with the same scenario and objective', () => {
  expect(() => refuseOtherQuestion(kept, scenario('function: shop\n'), same)).not.toThrow();
});

it.each([
  [
    'a changed scenario',
    'function: cart\n',
    same,
    /The scenario has changed since the search of run/,
  ],
  [
    'another objective',
    'function: shop\n',
    objective('p99 < 1s'),
    /was for p99 < 300ms, errors < 1%, not for p99 < 1s/,
  ],
])('refuses %s, and says what to do', (_, source, asked, message) => {
  const refuse = () => refuseOtherQuestion(kept, scenario(source), asked);
  expect(refuse).toThrow(message);
  expect(refuse).toThrow(RepriseError);
  expect(refuse).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('without --resume'), exitCode: 104 }),
  );
});

it('keeps the flags that describe the search, and lets those of the call win', () => {
  const args = { scenario: 'a.yaml', from: '5/s', maxInvocations: 10, out: ['json=-'], by: 'rate' };
  const asked = askedOf(args as unknown as CapacityArgs, scenario('x'));
  expect(asked.args).not.toHaveProperty('out');
  expect(asked.args.scenario).toMatch(/^\/.*a\.yaml$/);
  const now = { maxInvocations: 1000, from: undefined } as unknown as CapacityArgs;
  expect(resumedArgs({ asked }, now)).toMatchObject({
    from: '5/s',
    maxInvocations: 1000,
    by: 'rate',
  });
});
