import { describe, expect, it } from 'vitest';
import type { Payload } from '../invoke/client.js';
import { type CallNames, nameCalls, parseExecutionName, parseTenantId } from './call-names.js';
import type { ChangeContext } from './change-context.js';

const context: ChangeContext = {
  ...{ seq: 7, seed: 1, record: 3, arrival: '0/1/7' },
  nowUs: 1_700_000_000_123_456,
};

const payload = (text: string, more: Partial<Payload> = {}): Payload => ({
  ...{ bytes: Buffer.from(text), sha256: '' },
  ...more,
});

const tenant = (template: string, of: Payload): string | undefined =>
  nameCalls({ tenantId: parseTenantId(template) })(of, context).tenantId;

const order = payload('{"customer":{"id":"blue","no":9007199254740993},"n":[{"x":null}]}', {
  tags: { customer: 'green' },
  tenantId: 'recorded',
});

describe('a tenant', () => {
  it.each([
    ['blue', 'blue'],
    ['{{$.customer.id}}', 'blue'],
    ['{{ $.customer.id }}', 'blue'],
    ['c-{{$.customer.no}}', 'c-9007199254740993'],
    ['{{tag:customer}}', 'green'],
    ['{{tag:customer}}/{{seq}}@{{record}}', 'green/7@3'],
    ['', undefined],
  ])('%j is %s', (template, expected) => {
    expect(tenant(template, order)).toBe(expected);
  });

  it('is as recorded where nothing says who', () => {
    expect(nameCalls({})(order, context).tenantId).toBe('recorded');
  });

  it.each([
    ['{{$.customer.name}}', order, 'Record 3 has no $.customer.name to take its tenant id from.'],
    ['{{$.n[0].x}}', order, 'Record 3 has no $.n[0].x'],
    ['{{$.customer}}', order, 'Record 3 has no $.customer'],
    ['{{tag:team}}', order, 'Record 3 has no tag team'],
    ['{{tag:customer}}', payload('{}'), 'Record 3 has no tag customer'],
    ['{{$.a}}', payload('no JSON'), 'Record 3 has no $.a'],
    ['{{$.a}}', payload('{"a":"x\\ny"}'), '"x\ny" is not a tenant id. Lambda takes 1 to 256'],
    ['{{$.a}}', payload('{"a":""}'), '"" is not a tenant id.'],
    ['{{$.a}}', payload(`{"a":"${'x'.repeat(257)}"}`), 'is not a tenant id.'],
  ])('%s cannot always be taken: the run stops', (template, of, message) => {
    expect(() => tenant(template, of)).toThrow(message);
  });

  it.each([
    ['a*b', '"a*b" is not a tenant id'],
    ['{{$.a..}}', 'is not a path'],
    ['{{customer}}', '{{customer}} is nothing that can be filled in'],
  ])('%s is refused when it is read', (template, message) => {
    expect(() => parseTenantId(template)).toThrow(message);
  });
});

describe('the name of a durable execution', () => {
  const name = (template: string, at: Partial<ChangeContext> = {}): string => {
    const spec: CallNames = { durableExecutionName: parseExecutionName(template) };
    return nameCalls(spec)(order, { ...context, ...at }).durableExecutionName ?? '';
  };

  it.each([
    ['order-{{$.customer.id}}-{{seq}}', 'order-blue-7'],
    ['{{tag:customer}}', 'green'],
  ])('%s is %s', (template, expected) => {
    expect(name(template)).toBe(expected);
  });

  it('unique: another for each arrival, and in each run', () => {
    const run = (startUs: number): string[] =>
      Array.from({ length: 100 }, (_, i) =>
        name('unique', { arrival: `0/0/${i}`, nowUs: startUs + i * 1000 }),
      );
    const all = [...run(1.7e15), ...run(1.7e15 + 60e6)];
    expect(new Set(all).size).toBe(200);
    for (const each of all) expect(each).toMatch(/^[\w-]{50}$/);
    expect(run(1.7e15)).toEqual(all.slice(0, 100));
  });

  it('takes no space, and at most 64 characters', () => {
    expect(() => parseExecutionName('a b')).toThrow('"a b" is not a durable execution\'s name');
    expect(() => name('{{uuid}}{{uuid}}')).toThrow('Lambda takes 1 to 64');
  });
});
