import { describe, expect, it } from 'vitest';
import { accountsText, refuseMixedAccounts, workerAccount } from './accounts.js';

const [a, b] = ['111111111111', '222222222222'];

describe('the account of a worker', () => {
  it.each([
    ['neither known nor named', undefined, undefined, {}],
    ['known', a, undefined, { account: a }],
    ['named', undefined, a, { account: a, isNamed: true }],
    ['known and named alike', a, a, { account: a, isNamed: true }],
  ])('%s', (_name, found, named, account) => {
    expect(workerAccount(found, named)).toEqual(account);
  });

  it('is refused where it is another than was named', () => {
    expect(() => workerAccount(a, b)).toThrow(/of account 1{12}, and it was to be 2{12}/);
  });
});

describe('the accounts of a run', () => {
  it.each([
    ['all the same', [{ account: a }, { account: a }]],
    ['one unknown', [{ account: a }, {}]],
    [
      'different, and named',
      [
        { account: a, isNamed: true },
        { account: b, isNamed: true },
      ],
    ],
    ['nothing known', [{}, {}]],
  ])('%s: may send', (_name, accounts) => {
    const workers = accounts.map((account, i) => ({ name: `w${i + 1}`, ...account }));
    expect(() => refuseMixedAccounts(workers)).not.toThrow();
  });

  it.each([[undefined], [true]])('different, and named by one at most: refused', (isNamed) => {
    const workers = [
      { name: 'w1', account: a, ...(isNamed && { isNamed }) },
      { name: 'w2', account: b },
      { name: 'w3', account: b },
    ];
    expect(() => refuseMixedAccounts(workers)).toThrow(
      'The workers send from different accounts: w1 from 111111111111; w2 and w3 from 222222222222.',
    );
  });

  it('are told by account', () => {
    expect(accountsText([{ name: 'w1' }])).toBe('');
    expect(accountsText(['x', 'y', 'z'].map((name) => ({ name, account: a })))).toBe(
      'x, y and z from 111111111111',
    );
  });
});
