import { describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { explainDatabaseError } from './database-error.js';
import { packageManager } from './package-manager.js';

describe('the package manager', () => {
  it.each([
    ['file:///a/node_modules/.pnpm/reprise@1/node_modules/reprise/dist/x.js', '', 'pnpm'],
    ['file:///a/.yarn/unplugged/reprise/node_modules/reprise/dist/x.js', '', 'yarn'],
    ['file:///a/node_modules/reprise/dist/x.js', 'yarn/4.10.0 npm/? node/v20', 'yarn'],
    ['file:///a/node_modules/reprise/dist/x.js', 'pnpm/10.0.0 npm/? node/v20', 'pnpm'],
    ['file:///a/node_modules/reprise/dist/x.js', 'npm/11.0.0 node/v20', 'npm'],
    ['file:///a/node_modules/reprise/dist/x.js', undefined, 'npm'],
  ])('of %s, run by %s, is %s', (url, npm_config_user_agent, manager) => {
    expect(packageManager(url, { npm_config_user_agent })).toBe(manager);
  });
});

it('a missing native module keeps the whole error, and says how to have it built', () => {
  const thrown = new Error(
    'Could not locate the bindings file. Tried:\n → /a/b.node\n → /c/d.node',
  );
  const error = explainDatabaseError(thrown) as RepriseError;
  expect(error).toBeInstanceOf(RepriseError);
  expect(error.message).toContain('→ /c/d.node');
  expect(error.hint).toMatch(/approve/);
});
