import { expect, it } from 'vitest';
import { temporaryDatabase } from '../database/temporary.fixture.js';
import { parseTenantId } from '../transform/call-names.js';
import { firstTenants } from './first-tenants.js';
import { openPayloads } from './payloads.js';
import type { PayloadsSpec } from './payloads-spec.js';

const inline = (names: PayloadsSpec['names']): PayloadsSpec => ({
  ...{ kind: 'inline', order: 'recorded' },
  payloads: [Buffer.from('{"customer":{"id":"blue"}}'), Buffer.from('{}')],
  ...(names && { names }),
});

it('are those that the first payloads name', async () => {
  const { db } = temporaryDatabase();
  const specs = [
    inline({ tenantId: parseTenantId('red') }),
    inline({ tenantId: parseTenantId('eu/{{$.customer.id}}') }),
    inline({ tenantId: [] }),
    // Its transform is not there, and is not asked for.
    { ...inline(undefined), transform: { modulePath: '/nowhere.mjs' } as never },
  ];
  const payloads = openPayloads(specs, db);
  expect(await firstTenants(specs, payloads, 1)).toEqual(['red', 'eu/blue', undefined, undefined]);
  const other = [inline({ tenantId: parseTenantId('{{$.shop}}') })];
  await expect(firstTenants(other, openPayloads(other, db), 1)).rejects.toThrow(
    'Record 0 has no $.shop',
  );
});
